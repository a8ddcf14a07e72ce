import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import type { FromEngine, WatchedPicture } from '../../../shared/trainer-protocol.ts';
import type { Estimate } from './estimate-run.ts';
import { createRunClock } from './run-clock.ts';

/** What a run is at, from what its trainer says. */
export interface ProgressTracker {
  /** Null before the first word. */
  readonly now: RunProgress | null;
  observe(event: FromEngine): void;
}

/** @param epochs that a resumed run has behind it, with their phases */
export function createProgressTracker(
  run: number,
  plan: Pick<RunPlan, 'phases'>,
  epochs: readonly { epoch: number; phase: string }[],
  estimate: Estimate | null,
): ProgressTracker {
  const clock = createRunClock(
    plan,
    epochs.map(({ phase }) => phase),
    estimate,
  );
  const most = plan.phases.reduce((sum, phase) => sum + phase.epochs, 0);
  let epoch = epochs.at(-1)?.epoch ?? null;
  let phase = epochs.at(-1)?.phase ?? null;
  let watched: WatchedPicture[] | null = null;
  let now: RunProgress | null = null;

  function timeLeft(): Pick<RunProgress, 'secondsLeft' | 'secondsLeftOf'> {
    const left = clock.left();
    if (!left) return { secondsLeft: null, secondsLeftOf: null };
    return left.runSeconds === null
      ? { secondsLeft: left.phaseSeconds, secondsLeftOf: 'phase' }
      : { secondsLeft: left.runSeconds, secondsLeftOf: 'run' };
  }

  return {
    get now() {
      return now;
    },
    observe(event) {
      clock.observe(event);
      const rest = { run, epochs: most, loss: null, imagesPerSecond: null, watched };
      if (event.type === 'step') {
        ({ epoch, phase } = event);
        const { step, steps, loss, imagesPerSecond } = event;
        const figures = {
          activity: 'training' as const,
          done: step,
          total: steps,
          detail: null,
          epoch,
          phase,
          loss,
          imagesPerSecond,
        };
        now = { ...rest, ...figures, ...timeLeft(), memoryBytes: event.memoryBytes ?? null };
      } else if (event.type === 'progress') {
        phase = event.phase ?? phase;
        const { activity, done, total, detail = null, memoryBytes = null } = event;
        // A pass over pictures has its own bar; the pace of training says nothing about it.
        const noTime = { secondsLeft: null, secondsLeftOf: null };
        now = { ...rest, activity, done, total, detail, epoch, phase, ...noTime, memoryBytes };
      } else if (event.type === 'watched') {
        watched = event.pictures;
        if (now) now = { ...now, watched };
      } else if (event.type === 'epoch' && now) {
        now = { ...now, ...timeLeft() };
      }
    },
  };
}
