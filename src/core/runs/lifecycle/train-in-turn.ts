import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../../errors.ts';
import { ownProcess } from '../../files/process-owner.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { changesByOthers } from '../../store/changes.ts';
import { stayInQueue } from '../../store/queue.ts';
import { getRun, isRun, moveRun } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { beatMs, holdsTrainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { settleOrphans } from './delete-run.ts';
import { fitBudget } from './fit-budget.ts';
import type { RunOutcome } from './store-outcome.ts';
import { trainRun } from './train.ts';
import type { RunHandlers } from './train.ts';
import { aheadOf, positionOf } from './turns.ts';
import type { Ahead } from './turns.ts';

export interface TurnHandlers extends RunHandlers {
  /** Told when the run has to wait, and whenever it waits for another one. @param position in the queue, from 1 */
  readonly onWaiting: (ahead: Ahead, position: number) => void;
  /** The time budget was measured; it was not known before. */
  readonly onFitted: (planned: PlannedRun) => void;
}

/** How often another program's change is looked for, and a program that went without a word. */
const lookMs = 100;
const askMs = 1000;

/**
 * Waits for the turn of a run that this process has queued (or claimed at once) and trains it to its end. Aborting the signal while it waits takes it out of the queue.
 * @throws StudioError `cancelled` where it left the queue, here or by another program; as `trainRun`
 */
export async function trainInTurn(studio: Studio, runId: number, handlers: TurnHandlers): Promise<RunOutcome> {
  const { db } = studio;
  const { signal } = handlers;
  if (holdsTrainerLease(db, runId)) return trainRun(studio, runId, handlers);
  // One that is silent for long is passed over.
  const staying = setInterval(() => whereFree(() => stayInQueue(db, ownProcess())), beatMs);
  staying.unref();
  try {
    for (;;) {
      await turn();
      const fitted = await fitBudget(studio, getRun(db, runId), () => signal.aborted);
      if (signal.aborted) leave();
      if (fitted) handlers.onFitted(fitted);
      try {
        return await trainRun(studio, runId, handlers);
      } catch (error) {
        // Another program was quicker: it waits again.
        if (!(error instanceof StudioError && error.code === 'busy' && getRun(db, runId).state === 'queued')) throw error;
      }
    }
  } catch (error) {
    // What could not begin does not stay in the queue of a program that ends.
    whereFree(() => moveRun(db, runId, ['queued'], 'failed', { error: toWireError(error), finishedAtMs: Date.now() }));
    throw error;
  } finally {
    clearInterval(staying);
  }

  async function turn(): Promise<void> {
    let told: string | null = null;
    for (;;) {
      if (signal.aborted) leave();
      needQueued();
      const seen = changesByOthers(db);
      const ahead = whereFree(() => {
        settleOrphans(studio);
        return aheadOf(studio, runId);
      });
      if (ahead === null) return;
      if (ahead !== undefined && JSON.stringify(ahead) !== told) handlers.onWaiting(ahead, positionOf(studio, runId));
      if (ahead !== undefined) told = JSON.stringify(ahead);
      const askedMs = performance.now();
      while (!signal.aborted && changesByOthers(db) === seen && performance.now() - askedMs < askMs) await delay(lookMs);
    }
  }

  function needQueued(): void {
    if (!isRun(db, runId)) {
      throw new StudioError('cancelled', `Run ${runId} was deleted by another program before its turn came`, {
        values: { kind: 'run-deleted-waiting', run: runId },
        hint: 'Nothing of it was trained.',
      });
    }
    const run = getRun(db, runId);
    const { state } = run;
    if (state === 'queued') return;
    throw new StudioError('cancelled', `Run ${runCalled(run)} was taken out of the queue by another program: it is ${state}`, {
      values: { kind: 'run-left-queue', ...saidRun(run) },
      hint: `"graft resume ${runId}" puts it back.`,
    });
  }

  function leave(): never {
    moveRun(db, runId, ['queued'], 'cancelled', { finishedAtMs: Date.now() });
    const called = calledRun(db, runId);
    throw new StudioError('cancelled', `Run ${runCalled(called)} was taken out of the queue before its turn came`, {
      values: { kind: 'run-left-queue', ...saidRun(called) },
      hint: `"graft resume ${runId}" puts it back.`,
    });
  }
}

/** What the database refuses for now is asked again at the next look. */
function whereFree<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (mayPass(error)) return undefined;
    throw error;
  }
}
