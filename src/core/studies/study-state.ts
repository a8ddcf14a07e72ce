import { ownerState } from '../files/process-owner.ts';
import { queuedRuns } from '../store/queue.ts';
import { getRun } from '../store/runs.ts';
import type { Database } from '../store/database.ts';
import type { StoredStudy, StoredTrial } from '../store/studies.ts';
import { trainerLease } from '../store/trainer-lease.ts';
import type { StudyStatus, TrialState } from '../../shared/study-result.ts';

/** A study whose process has gone has stopped, whatever is stored; but a cluster goes on without. */
export const studyStatus = (db: Database, { state, owner, cluster }: Pick<StoredStudy, 'state' | 'owner' | 'cluster'>): StudyStatus =>
  state === 'running' && !isOwned(db, owner) && !cluster?.job ? 'stopped' : state;

/** Whether a process goes through its trials. One that cannot be asked (of another container, or before a restart) is there while it trains or waits. */
export function isOwned(db: Database, owner: string | null): boolean {
  if (owner === null) return false;
  const state = ownerState(owner);
  if (state !== 'unknown') return state === 'alive';
  return trainerLease(db)?.owner === owner || queuedRuns(db).some((entry) => entry.owner === owner && entry.owned === 'awake');
}

/** Of a run that was stopped nothing is lost, and it waits to go on. */
export function trialState(db: Database, { runId, isReused, written }: Pick<StoredTrial, 'runId' | 'isReused' | 'written'>): TrialState {
  if (runId === null) return written?.state ?? 'queued';
  const { state } = getRun(db, runId);
  if (state === 'done') return isReused ? 'reused' : 'done';
  return state === 'running' || state === 'failed' ? state : 'queued';
}
