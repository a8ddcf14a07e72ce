import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { hasEnded } from '../../ray/ray-jobs.ts';
import { getStudy, trialsOf } from '../../store/studies.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StudyStatus } from '../../../shared/study-result.ts';
import { endStudy } from '../own-study.ts';
import { isOwned, studyStatus, trialState } from '../study-state.ts';
import { endJob, isAway, look, settle, statusOf } from './run-on-cluster.ts';

const deaf = { signal: new AbortController().signal, onTrial: () => undefined };
const lookMs = 200;
const patienceMs = 120_000;
/** How long who follows has for a try at the stop before it is said that nothing answers. */
const triedMs = 3000;

/**
 * Looks after a study that nobody follows: takes in what its trials have brought home since (also those that a batch system ran), and learns whether its
 * job has ended. Does nothing for one that runs here or is followed.
 * @returns why the cluster could not be asked; null where it was, or there was nothing to ask
 */
export async function visitCluster(studio: Studio, id: number): Promise<WireError | null> {
  const { db } = studio;
  const { cluster, owner, state } = getStudy(db, id);
  if (!cluster || state === 'done') return null;
  if (isOwned(db, owner)) return cluster.lost?.error ?? null;
  try {
    await look(studio, id, deaf, { everyTrial: cluster.job === null });
    if (cluster.job === null) {
      settleUnlessOpen(studio, id);
      return null;
    }
    const status = await statusOf(cluster, cluster.job);
    if (status === null || hasEnded(status)) await settle(studio, id, status, deaf);
    return null;
  } catch (error) {
    if (!isAway(error) && !(error instanceof StudioError && error.code === 'cluster-version')) throw error;
    if (!(error instanceof StudioError)) return toWireError(error);
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
 * @throws StudioError `cluster-unreachable` | `cluster-refused`, also where a program that follows it cannot reach the cluster, which then stops it as soon as it can;
 *   `busy` where that program does not answer
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
  const begunMs = performance.now();
  while (studyStatus(db, getStudy(db, id)) === 'running') {
    const { owner, cluster } = getStudy(db, id);
    if (!isOwned(db, owner)) return stopOnCluster(studio, id);
    const forMs = performance.now() - begunMs;
    if (cluster!.lost && forMs > triedMs) throw stopWaits(id, cluster!.lost.error);
    if (forMs > patienceMs) throw new StudioError('busy', `Study ${id} is followed by another program, which has not answered yet`, {
      field: 'study',
      values: { kind: 'study-not-answered', study: id, process: getStudy(db, id).owner ?? '?' },
      hint: 'It stops as soon as it answers.',
    });
    await delay(lookMs);
  }
  return studyStatus(db, getStudy(db, id));
}

function stopWaits(id: number, { code, message }: WireError): StudioError {
  const hint = 'It is stopped as soon as the cluster answers, while the program that follows it is open. Until then the cluster goes on.';
  return new StudioError(code, `Study ${id} is not stopped yet: ${message}`, { field: 'study', values: { kind: 'cluster-stop-waits', study: id }, hint });
}
