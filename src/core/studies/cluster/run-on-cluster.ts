import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { hasEnded, jobStatus, lastWords, needSafeRay, stopJob } from '../../ray/ray-jobs.ts';
import type { RayJob } from '../../ray/ray-jobs.ts';
import { noNodeFor } from '../../ray/ray-nodes.ts';
import { answerTraining } from '../../runs/use/training-answers.ts';
import { getStudy, setTrialWritten, trialsOf, updateStudy } from '../../store/studies.ts';
import type { StoredTrial } from '../../store/studies.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { StudyStatus, TrialState } from '../../../shared/study-result.ts';
import { claimStudy, endStudy } from '../own-study.ts';
import { asksTraining } from '../plan-study.ts';
import { trialState } from '../study-state.ts';
import { clusterFolders, trialName } from './cluster-of-study.ts';
import { failureOf, readMarks } from './read-marks.ts';
import { needStorage, submitStudy, writeTrials } from './submit-study.ts';
import { takeIn } from './take-in.ts';

/** What is told of a cluster beside its trials. */
export type ClusterNews =
  /** `found`: it was there from before. */
  | { about: 'submitted' | 'found'; job: string }
  /** The connection is lost, or back; what runs there goes on. */
  | { about: 'lost'; error: WireError }
  | { about: 'back' }
  /** Nobody follows it any more; it goes on. */
  | { about: 'left'; job: string }
  | { about: 'trial-failed'; trial: number; error: WireError };

export interface ClusterHandlers {
  readonly onCluster?: (news: ClusterNews) => void;
  readonly onCounts?: (counts: { done: number; running: number; failed: number; total: number }) => void;
}

interface Followed extends ClusterHandlers {
  readonly signal: AbortSignal;
  readonly onTrial: (trial: StoredTrial, state: TrialState) => void;
}

const lookMs = 1000;
const longestLookMs = 30_000;
/** How long a shared folder may hide what another machine has written. */
const latencyMs = 65_000;

/**
 * Goes through a study on a cluster: finds its job again or submits the trials that are open, follows them, takes results in as they come. Aborting the
 * signal leaves the cluster at work; a wish to stop (`stopStudy`) ends the job, and waits until it has.
 * @throws StudioError `busy`; `cluster-unreachable` | `cluster-version` | `cluster-refused` before anything runs; `not-found` where the storage is not there
 */
export async function runOnCluster(studio: Studio, id: number, handlers: Followed): Promise<StudyStatus> {
  const { db } = studio;
  const cluster = getStudy(db, id).cluster!;
  try {
    await needStorage(cluster);
    await needSafeRay(cluster);
  } catch (error) {
    if (cluster.job !== null && isAway(error)) setLost(studio, id, error);
    throw error;
  }
  claimStudy(studio, id);
  try {
    let job = await openJob(studio, id);
    setLost(studio, id, null);
    if (job !== null) handlers.onCluster?.({ about: 'found', job });
    else {
      await look(studio, id, handlers);
      const taken: number[] = [];
      const open = await writeTrials(studio, id, (trial) => {
        handlers.onTrial(trial, 'reused');
        taken.push(trial.position);
      });
      if (handlers.signal.aborted) return endStudy(studio, id, 'stopped');
      if (open.length > 0) job = await submitStudy(studio, id, open);
      if (job !== null) handlers.onCluster?.({ about: 'submitted', job });
      for (const trial of trialsOf(db, id)) if (open.includes(trial.position)) handlers.onTrial(trial, 'queued');
      // Those that are trained there bring it home.
      if (asksTraining(getStudy(db, id).spec)) for (const { position, runId } of trialsOf(db, id)) if (taken.includes(position)) await answerTraining(studio, runId!, handlers.signal);
    }
    const end = job === null ? null : await follow(studio, id, job, handlers);
    if (end === 'left') return leave(studio, id, job!, handlers);
    return settle(studio, id, end, handlers);
  } catch (error) {
    const { job } = getStudy(db, id).cluster!;
    if (job === null) endStudy(studio, id, 'failed', error);
    else updateStudy(db, id, { owner: null });
    throw error;
  }
}

function leave({ db }: Studio, id: number, job: string, { onCluster }: ClusterHandlers): StudyStatus {
  updateStudy(db, id, { owner: null });
  onCluster?.({ about: 'left', job });
  return 'running';
}

/** The job of a study that has not ended; null where there is none, or it never arrived. */
async function openJob({ db }: Studio, id: number): Promise<string | null> {
  const cluster = getStudy(db, id).cluster!;
  if (cluster.job === null) return null;
  const status = await statusOf(cluster, cluster.job);
  if (status && !hasEnded(status)) return cluster.job;
  updateStudy(db, id, { cluster: { ...cluster, job: null } });
  return null;
}

/** Null where the cluster knows nothing of it. */
export async function statusOf(cluster: Parameters<typeof jobStatus>[0], job: string): Promise<RayJob | null> {
  try {
    return await jobStatus(cluster, job);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  }
}

/** What may pass by itself while a cluster works: the way to it, its token, the shared folder. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof StudioError)) return ['EIO', 'ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'ENOTCONN'].includes((error as NodeJS.ErrnoException).code ?? '');
  return error.code === 'cluster-unreachable' || error.code === 'cluster-refused' || error.field === 'tokenFile' || error.field === 'storage';
}

/** Remembers that a cluster does not answer, for all who look on; null: it does. */
function setLost({ db }: Studio, id: number, error: unknown): void {
  const cluster = getStudy(db, id).cluster!;
  if (error === null && !cluster.lost) return;
  updateStudy(db, id, { cluster: { ...cluster, lost: error === null ? null : { sinceMs: cluster.lost?.sinceMs ?? Date.now(), error: toWireError(error) } } });
}

/** Until the job ends, is stopped, or is left to itself. Null: the cluster knows nothing of it any more. */
async function follow(studio: Studio, id: number, job: string, handlers: Followed): Promise<RayJob | 'left' | 'stopped' | null> {
  const { signal, onCluster } = handlers;
  let waitMs = lookMs;
  for (;;) {
    const { cluster, isToStop } = getStudy(studio.db, id);
    if (signal.aborted && !isToStop) return 'left';
    try {
      if (isToStop) await endJob(cluster!, job);
      else await look(studio, id, handlers);
      const status = isToStop ? 'stopped' : await statusOf(cluster!, job);
      if (waitMs > lookMs) {
        setLost(studio, id, null);
        onCluster?.({ about: 'back' });
      }
      waitMs = lookMs;
      if (status === null || status === 'stopped' || hasEnded(status)) return status;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (signal.aborted) return 'left';
      if (waitMs === lookMs) {
        setLost(studio, id, error);
        onCluster?.({ about: 'lost', error: toWireError(error) });
      }
      waitMs = Math.min(longestLookMs, waitMs * 2);
    }
    // A wish to stop is tried at once, also while nothing answers.
    for (const untilMs = Date.now() + waitMs; Date.now() < untilMs && !signal.aborted && getStudy(studio.db, id).isToStop === isToStop; ) {
      await delay(Math.min(lookMs, untilMs - Date.now()), undefined, { signal }).catch(() => undefined); // aborted: seen above
    }
  }
}

/** What a cluster does not know runs nowhere. @throws StudioError `cluster-refused` where it has not ended after a while */
export async function endJob(cluster: Parameters<typeof stopJob>[0], job: string): Promise<void> {
  if ((await statusOf(cluster, job)) === null || (await stopJob(cluster, job))) return;
  throw new StudioError('cluster-refused', `The cluster has not stopped the job ${job} yet`, {
    values: { kind: 'cluster-not-stopped', job },
    hint: 'graft study stop asks again; the dashboard shows what it does.',
  });
}

/** Takes in what is done, tells what has begun or failed since it was looked at last. */
export async function look(studio: Studio, id: number, { onTrial, onCluster, onCounts }: Omit<Followed, 'signal'>, { everyTrial = false } = {}): Promise<void> {
  const { db } = studio;
  const folders = clusterFolders(getStudy(db, id).cluster!);
  const marks = await readMarks(folders.marks);
  const counts = { done: 0, running: 0, failed: 0, total: 0 };
  for (const trial of trialsOf(db, id)) {
    let state = trialState(db, trial);
    const mark = marks.get(trialName(trial.position));
    const { written } = trial;
    if (written && state !== 'done' && state !== 'reused' && (mark === 'done' || everyTrial)) state = await take(trial, folders.trial(trial.position), state);
    else if (written && mark === 'failed' && written.state !== 'failed') state = fail(trial, await failureOf(folders.marks, trialName(trial.position)));
    else if (written && mark === 'started' && written.state === 'queued') {
      setTrialWritten(db, trial, { ...written, state: 'running' });
      onTrial(trial, (state = 'running'));
    }
    counts.total += 1;
    if (state === 'done' || state === 'reused') counts.done += 1;
    else if (state !== 'queued') counts[state] += 1;
  }
  onCounts?.(counts);

  async function take(trial: StoredTrial, folder: string, before: TrialState): Promise<TrialState> {
    try {
      const runId = await takeIn(studio, trial, folder);
      if (runId === null) return before;
      onTrial({ ...trial, runId }, 'done');
      return 'done';
    } catch (error) {
      if (!(error instanceof StudioError && ['bad-result', 'bad-weights'].includes(error.code))) throw error;
      return before === 'failed' ? before : fail(trial, toWireError(error));
    }
  }

  function fail(trial: StoredTrial, error: WireError): TrialState {
    setTrialWritten(db, trial, { ...trial.written!, state: 'failed', error });
    onCluster?.({ about: 'trial-failed', trial: trial.position, error });
    onTrial(trial, 'failed');
    return 'failed';
  }
}

/** What becomes of a study whose job has ended. */
export async function settle(studio: Studio, id: number, end: RayJob | 'stopped' | null, handlers: Followed): Promise<StudyStatus> {
  const { db } = studio;
  const states = (): TrialState[] => trialsOf(db, id).map((trial) => trialState(db, trial));
  const isOpen = (): boolean => states().some((state) => state === 'queued' || state === 'running');
  const untilMs = Date.now() + latencyMs;
  await look(studio, id, handlers, { everyTrial: true });
  // The driver has seen every result; a file system may show them later here.
  while (end !== null && end !== 'stopped' && end.status === 'SUCCEEDED' && isOpen() && Date.now() < untilMs && !handlers.signal.aborted) {
    await delay(lookMs);
    await look(studio, id, handlers, { everyTrial: true });
  }
  const cluster = getStudy(db, id).cluster!;
  const { job } = cluster;
  for (const trial of trialsOf(db, id)) if (trial.written?.state === 'running') setTrialWritten(db, trial, { ...trial.written, state: 'queued' });
  updateStudy(db, id, { cluster: { ...cluster, job: null, lost: null } });
  if (!isOpen()) return endStudy(studio, id, states().includes('failed') ? 'failed' : 'done');
  if (end === 'stopped' || (end !== null && end.status === 'STOPPED')) return endStudy(studio, id, 'stopped');
  throw await jobEnded(studio, id, job, end);
}

async function jobEnded({ db }: Studio, id: number, job: string | null, end: RayJob | 'stopped' | null): Promise<StudioError> {
  const { cluster } = getStudy(db, id);
  const said = end === null || end === 'stopped' ? 'the cluster knows nothing of it any more' : [end.error_type, end.message].filter(Boolean).join(': ') || (job && (await lastWords(cluster!, job).catch(() => ''))) || end.status;
  if (/no-node-big-enough/.test(said)) return noNodeFor(cluster!);
  return new StudioError('cluster-refused', `The job on the cluster ended before its trials had: ${said.slice(0, 500)}`, {
    values: { kind: 'cluster-job-ended', said: said.slice(0, 500) },
    hint: `What was done is kept. "graft study resume ${id}" runs the rest.`,
  });
}
