import type { RunProgress } from '../../shared/contract/run-calls.ts';
import type { Context } from '../terminal/context.ts';
import { runProgressText } from '../words/run-progress-text.ts';

/** How often a program that reads the events is told, at most. */
const eventMs = 1000;

/** One bar for the whole run, or with `--json` an event now and then. */
export function createTrainingProgress(context: Context, nowMs: () => number = () => performance.now()): { show(progress: RunProgress): void; clear(): void } {
  const bar = context.progress('Run', '%');
  let toldMs = -Infinity;
  return {
    show(progress) {
      bar.update(Math.floor(progress.fraction * 100), 100, runProgressText(progress));
      if (nowMs() - toldMs < eventMs) return;
      toldMs = nowMs();
      const { run, phase, activity, fraction, secondsLeft } = progress;
      void context.event({ event: 'progress', run, phase, activity, fraction, secondsLeft });
    },
    clear: () => bar.clear(),
  };
}
