import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { hasEnded, jobStatus } from '../../ray/ray-jobs.ts';
import { getStudy, trialsOf, updateStudy } from '../../store/studies.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StudyStatus } from '../../../shared/study-result.ts';
import { endStudy } from '../own-study.ts';
import { isOwned, studyStatus, trialState } from '../study-state.ts';
import { endJob, look, settle } from './run-on-cluster.ts';

const deaf = { signal: new AbortController().signal, onTrial: () => undefined };
const lookMs = 200;
const patienceMs = 120_000;

/**
 * Looks after a study that nobody follows: takes in what its trials have brought home since (also those that a batch system ran), and learns whether its
 * job has ended. Does nothing for one that runs here or is followed.
 * @returns why the cluster could not be asked; null where it was, or there was nothing to ask
 */
export async function visitCluster(studio: Studio, id: number): Promise<WireError | null> {
  const { db } = studio;
  const { cluster, owner, state } = getStudy(db, id);
  if (!cluster || state === 'done' || isOwned(db, owner)) return null;
  try {
    await look(studio, id, deaf, { everyTrial: cluster.job === null });
    if (cluster.job === null) {
      settleUnlessOpen(studio, id);
      return null;
    }
    const status = await jobStatus(cluster, cluster.job);
    if (hasEnded(status)) await settle(studio, id, status, deaf);
    return null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found') {
      updateStudy(db, id, { cluster: { ...cluster, job: null } });
      endStudy(studio, id, 'stopped', error);
      return null;
    }
    if (!(error instanceof StudioError) || !(error.code.startsWith('cluster-') || error.field === 'tokenFile')) throw error;
    if (error.values?.kind === 'cluster-job-ended' || error.values?.kind === 'cluster-too-small') endStudy(studio, id, 'failed', error);
    return toWireError(error);
  }
}

/** Where a batch system has run the trials, there is no job that could say that all have ended. */
function settleUnlessOpen(studio: Studio, id: number): void {
  const states = trialsOf(studio.db, id).map((trial) => trialState(studio.db, trial));
  if (states.every((state) => state === 'done' || state === 'reused')) endStudy(studio, id, 'done');
}

/**
 * Ends the job of a study and waits until it has; what its trials had brought home by then is taken in.
 * @throws StudioError `cluster-unreachable` | `cluster-refused` | `busy` where a program that follows it does not answer
 */
export async function stopOnCluster(studio: Studio, id: number): Promise<StudyStatus> {
  const { db } = studio;
  const { cluster, owner } = getStudy(db, id);
  if (isOwned(db, owner)) return whoFollowsStops(studio, id);
  const { job } = cluster!;
  if (job !== null) await endJob(cluster!, job);
  return settle(studio, id, 'stopped', deaf);
}

async function whoFollowsStops(studio: Studio, id: number): Promise<StudyStatus> {
  const { db } = studio;
  const untilMs = performance.now() + patienceMs;
  while (studyStatus(db, getStudy(db, id)) === 'running') {
    if (performance.now() > untilMs) throw new StudioError('busy', `Study ${id} is followed by another program, which has not answered yet`, { field: 'study', values: { kind: 'study-not-answered', study: id, process: getStudy(db, id).owner ?? '?' }, hint: 'It stops as soon as it answers.' });
    await delay(lookMs);
  }
  return studyStatus(db, getStudy(db, id));
}
