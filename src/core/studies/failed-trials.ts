import { isResumable } from '../runs/results/run-view.ts';
import type { Database } from '../store/database.ts';
import { getRun } from '../store/runs.ts';
import type { StoredTrial } from '../store/studies.ts';
import type { WireError } from '../../shared/errors.ts';
import type { TrialState } from '../../shared/study-result.ts';

/** A trial that failed, and why. */
export interface FailedTrial {
  readonly trial: StoredTrial;
  /** Null where nothing was told. */
  readonly error: WireError | null;
  /** Whether a study that is resumed tries it again; the same steps from the same checkpoint would end the same way. */
  readonly isTriedAgain: boolean;
}

/** In the order in which they run. */
export function failedTrials(db: Database, trials: readonly { readonly trial: StoredTrial; readonly state: TrialState }[]): FailedTrial[] {
  return trials.flatMap(({ trial, state }): FailedTrial[] => {
    if (state !== 'failed') return [];
    if (trial.runId === null) return [{ trial, error: trial.written?.error ?? null, isTriedAgain: true }];
    const run = getRun(db, trial.runId);
    return [{ trial, error: run.error, isTriedAgain: isResumable(run) }];
  });
}
