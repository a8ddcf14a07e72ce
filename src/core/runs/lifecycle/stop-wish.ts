import { setTimeout as delay } from 'node:timers/promises';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { changesByOthers } from '../../store/changes.ts';
import { getRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { stopWished, trainerLease, wishStop } from '../../store/trainer-lease.ts';
import type { StopWish } from '../../store/trainer-lease.ts';
import { settleOrphans } from './delete-run.ts';

/** How soon whoever trains hears that another program asks it to stop. */
const hearMs = 200;
const lookMs = 100;
/** A checkpoint of a large network on a slow disk. */
const usualPatienceMs = 20_000;

/** Tells once that another program asks this one to stop the run that it trains. Answers how to listen no more. */
export function hearStopWish({ db }: Studio, run: number, onWish: (wish: StopWish) => void): () => void {
  let seen: number | null = null;
  const timer = setInterval(() => {
    try {
      const now = changesByOthers(db);
      const wish = now === seen ? null : stopWished(db, run);
      seen = now;
      if (!wish) return;
      clearInterval(timer);
      onWish(wish);
    } catch (error) {
      seen = null;
      // The next look hears it; what is wrong with the database for good is found by what is stored in it.
      if (!mayPass(error)) clearInterval(timer);
    }
  }, hearMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Asks the program that trains a run to write a checkpoint and stop, and waits until it has, or has gone.
 * @throws StudioError `busy` where it does not answer; the wish stays, and is obeyed when it does
 */
export async function stopElsewhere(studio: Studio, run: number, wish: StopWish, patienceMs = usualPatienceMs): Promise<Run> {
  const { db } = studio;
  wishStop(db, run, wish);
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const seen = changesByOthers(db);
    settleOrphans(studio);
    const now = getRun(db, run);
    if (now.state !== 'running') return now;
    if (performance.now() > untilMs) break;
    const askedMs = performance.now();
    while (changesByOthers(db) === seen && performance.now() - askedMs < 10 * lookMs) await delay(lookMs);
  }
  const pid = trainerLease(db)?.pid ?? '?';
  const called = calledRun(db, run);
  throw new StudioError('busy', `Run ${runCalled(called)} is being trained by another program (process ${pid}), which has not answered yet`, {
    field: 'run',
    values: { kind: 'stop-not-answered', ...saidRun(called), pid },
    hint: 'It stops as soon as it answers. If it sleeps or hangs, end that process.',
  });
}
