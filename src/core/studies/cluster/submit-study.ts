import { rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { partOfDataset, versionForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { cacheRoot } from '../../engine-host/locate.ts';
import { StudioError } from '../../errors.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { ifReachable } from '../../files/if-there.ts';
import { copyFileAtomically } from '../../files/write-file.ts';
import type { Studio } from '../../open-studio.ts';
import { submitJob } from '../../ray/ray-jobs.ts';
import { getStudy, setTrialRun, setTrialWritten, trialsOf, updateStudy } from '../../store/studies.ts';
import type { StoredStudy, StoredTrial } from '../../store/studies.ts';
import { trialFiles, writeTrialFile } from '../../trials/trial-folder.ts';
import { writeTrial } from '../../trials/write-trial.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StudyCluster } from '../../../shared/study-cluster.ts';
import type { TrialState } from '../../../shared/study-result.ts';
import { keepBeginning } from '../../runs/lifecycle/model-to-go-on.ts';
import { asksTraining, planTrial } from '../plan-study.ts';
import { trialState } from '../study-state.ts';
import { clusterFolders, trialName } from './cluster-of-study.ts';

const driver = fileURLToPath(new URL('../../../../resources/ray/driver.py', import.meta.url));
/** The driver's patience with its runners is less. */
const stopSeconds = 25;

/** Through a shell: nothing of it is read by the shell. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Writes every trial that is open and not written yet; one whose run is there already is taken over.
 * @returns positions of those that are to run
 * @throws StudioError as `planTrial`, `writeTrial`
 */
export async function writeTrials(studio: Studio, id: number, onReused: (trial: StoredTrial) => void): Promise<number[]> {
  const { db } = studio;
  const study = getStudy(db, id);
  const folders = clusterFolders(study.cluster!);
  const known = new Map<string, string>();
  const open: number[] = [];
  for (const trial of trialsOf(db, id)) {
    const { position, written } = trial;
    if (isSettled(trialState(db, trial), written?.error ?? null)) continue;
    const isThere = written !== null && (await ifReachable(sha256OfFile(join(folders.trial(position), trialFiles.bundle)))) === written.sha256;
    const sha256 = isThere ? written.sha256 : await writeOne(studio, study, trial, known);
    if (sha256 === null) {
      onReused({ ...trial, isReused: true });
      continue;
    }
    setTrialWritten(db, trial, { sha256, state: 'queued', error: null });
    for (const state of ['started', 'done', 'failed']) rmSync(join(folders.marks, `${trialName(position)}.${state}`), { force: true });
    open.push(position);
  }
  return open;
}

/** What would fail again: the trial, not the node that had it. */
const forGood: readonly string[] = ['nan-loss', 'bad-data-set'];
const isSettled = (state: TrialState, error: WireError | null): boolean => state === 'done' || state === 'reused' || (state === 'failed' && error !== null && forGood.includes(error.code));

/** Null where its run is there already. */
async function writeOne(studio: Studio, { cluster, datasetVersionId, spec }: StoredStudy, trial: StoredTrial, known: Map<string, string>): Promise<string | null> {
  const dataset = versionForTraining(studio.db, datasetVersionId);
  const { planned, twin } = await planTrial(studio, dataset, trial);
  if (twin !== undefined && trial.runId === null) {
    setTrialRun(studio.db, trial, twin, true);
    return null;
  }
  const { store, trial: folderOf } = clusterFolders(cluster!);
  const { classes, images } = partOfDataset(dataset, trial.part);
  const { plan, backbone } = await keepBeginning(studio, planned);
  const content = { plan, backbone, classes, images, asksTraining: asksTraining(spec) };
  return writeTrial(folderOf(trial.position), store, `${cluster!.name}-${trialName(trial.position)}`, content, known);
}

/** What the driver reads, and the driver itself. */
export async function writeStudyFile({ checkout, cpusPerTrial, gpusPerTrial, retries, ...cluster }: StudyCluster, positions: readonly number[]): Promise<void> {
  const { study } = clusterFolders(cluster);
  const runner = [join(checkout, 'graft'), 'trial', 'run', '--until-stdin-ends'];
  await writeTrialFile(study, 'study.json', { trials: positions.map(trialName), runner, cpus: cpusPerTrial, gpus: gpusPerTrial, retries });
  await copyFileAtomically(driver, join(study, 'driver.py'));
}

/** Submits the next job of a study. Its name is stored first, so that it is found again whatever happens here. @throws StudioError as `submitJob` */
export async function submitStudy({ db }: Studio, id: number, positions: readonly number[]): Promise<string> {
  const before = getStudy(db, id).cluster!;
  const { study } = clusterFolders(before);
  await writeStudyFile(before, positions);
  const jobs = before.jobs + 1;
  const job = `${before.name}-${jobs}`;
  updateStudy(db, id, { cluster: { ...before, jobs, job } });
  try {
    await submitJob(before, {
      submission_id: job,
      entrypoint: ['python3', join(study, 'driver.py'), study].map(quoted).join(' '),
      runtime_env: { env_vars: { RAY_JOB_STOP_WAIT_TIME_S: String(stopSeconds), GRAFT_CACHE: cacheRoot() } },
      metadata: { program: 'graft', study: before.name },
    });
  } catch (error) {
    // One that nobody answered for may have arrived all the same.
    if (error instanceof StudioError && error.code === 'cluster-refused') updateStudy(db, id, { cluster: { ...before, jobs, job: null } });
    throw error;
  }
  return job;
}

/** Whether a shared folder is one. @throws StudioError `not-found` */
export async function needStorage({ storage }: Pick<StudyCluster, 'storage'>): Promise<void> {
  if ((await ifReachable(stat(storage)))?.isDirectory()) return;
  throw new StudioError('not-found', `There is no folder ${storage}`, {
    field: 'storage',
    values: { kind: 'cluster-folder-missing', place: storage },
    hint: 'It takes a folder that this computer and every node mount at the same path.',
  });
}
