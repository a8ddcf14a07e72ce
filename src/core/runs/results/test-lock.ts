import { datasetState } from '../../datasets/version/dataset-state.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { inTransaction } from '../../store/database.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { getRunSummary } from '../../store/runs.ts';
import { hasTestAnswers, lockedContents, lockedTest, lockOfDataset, saveTestLock } from '../../store/test-locks.ts';
import type { TestLock } from '../../../shared/test-ledger.ts';

/** Of both one at least is left out; neither: locked until a run is named final. */
export interface LockWish {
  readonly untilMs?: number | undefined;
  readonly finalRun?: number | undefined;
}

/**
 * Locks the test pictures of a data set, or names the one run that is judged by them. A lock may only grow longer until a run is named, and a run
 * is named once: whoever could take it back would be choosing by what was seen.
 * @throws StudioError `bad-usage`
 */
export const lockTest = (studio: Studio, datasetId: string, wish: LockWish): TestLock =>
  // In one step: of two programs that name a run at once one finds it named.
  inTransaction(studio.db, () => lockNow(studio, datasetId, wish, Date.now()));

function lockNow({ db }: Studio, datasetId: string, { untilMs, finalRun }: LockWish, nowMs: number): TestLock {
  const lock = lockOfDataset(db, datasetId, nowMs);
  if (untilMs !== undefined && untilMs <= nowMs) {
    throw new StudioError('bad-usage', 'That day has come already', { values: { kind: 'lock-in-past' }, field: 'until', hint: 'Name a later one.' });
  }
  if (lock !== null && lock.finalRun === null && finalRun === undefined && (untilMs === undefined || lock.untilMs === null || untilMs < lock.untilMs)) {
    throw new StudioError('bad-usage', `${lockedTest(db, lock).message}; a lock that could be made shorter would be none`, {
      values: { kind: 'lock-not-shorter', dataset: datasetId },
      field: 'until',
      hint: `Name a later day, or the run that is to be judged: "graft datasets lock-test ${datasetId} --run <run>".`,
    });
  }
  if (finalRun !== undefined) needFinal({ db }, datasetId, finalRun, lock);
  else if (!datasetState(db, datasetId).plan().members.some(({ split }) => split === 'test')) {
    throw new StudioError('bad-usage', `${datasetId} has no test pictures to lock`, {
      values: { kind: 'no-test-to-lock', dataset: datasetId },
      hint: `"graft datasets add <folder> --test 0.2" keeps some for the end.`,
    });
  }
  const next = { dataset: datasetId, lockedAtMs: lock?.lockedAtMs ?? nowMs, untilMs: untilMs ?? lock?.untilMs ?? null, finalRun: finalRun ?? lock?.finalRun ?? null };
  saveTestLock(db, next);
  return next;
}

function needFinal({ db }: Pick<Studio, 'db'>, datasetId: string, run: number, lock: TestLock | null): void {
  const of = getRunSummary(db, run).datasetId;
  const named = lock?.finalRun ?? null;
  if (named !== null && named !== run) {
    throw new StudioError('bad-usage', `Run ${runCalled(calledRun(db, named))} was named final for ${datasetId}, and what it gets right has been seen`, {
      values: { kind: 'final-is-named', ...saidRun(calledRun(db, named)), dataset: datasetId },
      field: 'run',
      hint: 'Judge another run by test pictures that nobody has seen yet.',
    });
  }
  if (of === datasetId && hasTestAnswers(db, run)) return;
  const called = calledRun(db, run);
  throw new StudioError('bad-usage', `Run ${runCalled(called)} has answered no test pictures of ${datasetId}`, {
    values: { kind: 'final-without-test', ...saidRun(called), dataset: datasetId },
    field: 'run',
    hint: 'Name a finished run of this data set.',
  });
}

/** @throws StudioError `bad-usage` where pictures are among those that are locked for one of the runs */
export function needOpenTest({ db }: Studio, images: readonly { readonly sha256: string }[], runs: readonly number[]): void {
  const locked = lockedContents(db);
  const lock = images.map(({ sha256 }) => locked.get(sha256)).find((one) => one && runs.some((run) => run !== one.finalRun));
  if (lock) throw lockedTest(db, lock);
}
