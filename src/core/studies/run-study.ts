import { needDataset } from '../datasets/known/find-dataset.ts';
import { versionForTraining } from '../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../errors.ts';
import type { Studio } from '../open-studio.ts';
import { enqueue, requeue } from '../runs/lifecycle/enqueue.ts';
import { keepBeginning } from '../runs/lifecycle/model-to-go-on.ts';
import type { RunOutcome } from '../runs/lifecycle/store-outcome.ts';
import { answerTraining } from '../runs/use/training-answers.ts';
import { isResumable } from '../runs/results/run-view.ts';
import { inTransaction } from '../store/database.ts';
import { getRun } from '../store/runs.ts';
import { createStudy, getStudy, setTrialRun, trialsOf } from '../store/studies.ts';
import type { StoredStudy, StoredTrial } from '../store/studies.ts';
import type { ClusterSettings } from '../../shared/study-cluster.ts';
import type { StudyStatus, TrialState } from '../../shared/study-result.ts';
import { clusterOf } from './cluster/cluster-of-study.ts';
import { runOnCluster } from './cluster/run-on-cluster.ts';
import type { ClusterHandlers } from './cluster/run-on-cluster.ts';
import { claimStudy, endStudy } from './own-study.ts';
import { asksTraining, planTrial } from './plan-study.ts';
import type { PlannedStudy } from './plan-study.ts';
import { trialState } from './study-state.ts';

export interface StudyHandlers extends ClusterHandlers {
  /** Trains a run that is in the queue to its end. */
  readonly train: (run: number) => Promise<Pick<RunOutcome, 'status'>>;
  /** Aborted, the study stops after the run that is trained, which `train` stops; a cluster goes on. */
  readonly signal: AbortSignal;
  /** A trial begins (`queued`, with its run; on a cluster it has one when it is done), is trained, or has ended. */
  readonly onTrial: (trial: StoredTrial, state: TrialState) => void;
}

/**
 * Stores a study; nothing runs yet.
 * @param cluster where its trials run, if its spec says so
 * @throws StudioError `bad-usage` where the spec wants a cluster and none is named; `not-found` where the data set was removed meanwhile
 */
export function storeStudy({ db }: Studio, datasetVersionId: number, { spec, trials, steps }: PlannedStudy, cluster: ClusterSettings | null = null): StoredStudy {
  const settled = clusterOf(spec, cluster);
  return inTransaction(db, () => {
    needDataset(db, spec.dataset);
    return createStudy(
      db,
      { spec, datasetVersionId, steps, cluster: settled },
      trials.map(({ row, repeat, cell, spec: asked, part }) => ({ row, repeat, cell, spec: asked, part })),
    );
  });
}

/**
 * Goes through the trials of a study that are not done, one after the other through the queue of runs: a run that is there already is taken over, one that
 * was stopped goes on from its checkpoint. What fails is left behind, and the study ends as `failed`; it may be resumed.
 * @throws StudioError `not-found` | `busy` where another program goes through it; what keeps a trial from beginning, which the study remembers
 */
export async function runStudy(studio: Studio, id: number, handlers: StudyHandlers): Promise<StudyStatus> {
  const { db } = studio;
  if (getStudy(db, id).cluster) return runOnCluster(studio, id, handlers);
  claimStudy(studio, id);
  const isToAsk = asksTraining(getStudy(db, id).spec);
  try {
    for (const trial of trialsOf(db, id)) {
      if (isToStop()) return end('stopped');
      if ((await runTrial(studio, trial, handlers)) === 'stopped') return end('stopped');
      if (isToAsk && !(await askTraining(trial))) return end('stopped');
    }
    return end(trialsOf(db, id).some((trial) => trialState(db, trial) === 'failed') ? 'failed' : 'done');
  } catch (error) {
    // Taken out of the queue, here or by another program.
    if (error instanceof StudioError && error.code === 'cancelled') return end('stopped');
    end('failed', error);
    throw error;
  }

  async function askTraining({ position }: StoredTrial): Promise<boolean> {
    const { runId } = trialsOf(db, id).find((trial) => trial.position === position)!;
    return runId === null || getRun(db, runId).state !== 'done' || (await answerTraining(studio, runId, handlers.signal));
  }

  function isToStop(): boolean {
    return handlers.signal.aborted || getStudy(db, id).isToStop;
  }

  function end(state: 'done' | 'stopped' | 'failed', error?: unknown): StudyStatus {
    return endStudy(studio, id, state, error);
  }
}

/** Whether the study goes on after it. */
async function runTrial(studio: Studio, trial: StoredTrial, { train, onTrial }: StudyHandlers): Promise<'on' | 'stopped'> {
  const { db } = studio;
  const run = trial.runId === null ? null : getRun(db, trial.runId);
  // What has failed for good would fail again.
  if (run && (run.state === 'done' || (run.state === 'failed' && !isResumable(run)))) return 'on';
  const queued = run ? (await requeue(studio, run.id)).id : await beginTrial(studio, trial);
  const now = { ...trial, runId: queued };
  if (getRun(db, queued).state === 'done') {
    onTrial({ ...now, isReused: true }, 'reused');
    return 'on';
  }
  onTrial(now, 'queued');
  const { status } = await train(queued);
  if (status !== 'done' && status !== 'failed') return 'stopped';
  onTrial(now, status);
  return 'on';
}

/** The run of a trial: one that is there already, else a new one behind all others. */
async function beginTrial(studio: Studio, trial: StoredTrial): Promise<number> {
  const { db } = studio;
  const dataset = versionForTraining(db, getStudy(db, trial.studyId).datasetVersionId);
  const { planned, twin } = await planTrial(studio, dataset, trial);
  if (twin !== undefined) {
    setTrialRun(db, trial, twin, true);
    return twin;
  }
  const kept = await keepBeginning(studio, planned);
  return inTransaction(db, () => {
    const run = enqueue(studio, { dataset, planned: kept, spec: trial.spec, part: trial.part });
    setTrialRun(db, trial, run.id, false);
    return run.id;
  });
}
