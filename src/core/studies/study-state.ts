import { ownerState } from '../files/process-owner.ts';
import { getRun } from '../store/runs.ts';
import type { Database } from '../store/database.ts';
import type { StoredStudy, StoredTrial } from '../store/studies.ts';
import type { StudyStatus, TrialState } from '../../shared/study-result.ts';

/** A study whose process has gone has stopped, whatever is stored. */
export function studyStatus({ state, owner }: Pick<StoredStudy, 'state' | 'owner'>): StudyStatus {
  const isOwned = owner !== null && ownerState(owner) !== 'gone';
  return state === 'running' && !isOwned ? 'stopped' : state;
}

/** Of a run that was stopped nothing is lost, and it waits to go on. */
export function trialState(db: Database, { runId, isReused }: Pick<StoredTrial, 'runId' | 'isReused'>): TrialState {
  if (runId === null) return 'queued';
  const { state } = getRun(db, runId);
  if (state === 'done') return isReused ? 'reused' : 'done';
  return state === 'running' || state === 'failed' ? state : 'queued';
}
