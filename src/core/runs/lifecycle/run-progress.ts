import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { FromEngine, WatchedPicture } from '../../../shared/trainer-protocol.ts';
import type { RunClock } from './run-clock.ts';
import type { ExpectedLeg } from './run-legs.ts';

/** What a run is at, from what its trainer says. */
export interface ProgressTracker {
  readonly now: RunProgress;
  observe(event: FromEngine): void;
}

/** @param last epoch that a resumed run has behind it, with its phase */
export function createProgressTracker(
  run: number,
  legs: readonly ExpectedLeg[],
  clock: RunClock,
  last: { readonly epoch: number; readonly phase: string } | undefined,
): ProgressTracker {
  const shownLegs = legs.map(({ activity, phase }) => ({ activity, phase }));
  let watched: WatchedPicture[] | null = null;
  let said: Omit<RunProgress, 'legs' | 'leg' | 'fraction' | 'epochs' | 'mayStopEarly' | 'secondsLeft' | 'watched'> = {
    run,
    activity: 'starting',
    done: 0,
    total: 0,
    detail: null,
    phase: last?.phase ?? null,
    epoch: last?.epoch ?? null,
    loss: null,
    imagesPerSecond: null,
    memoryBytes: null,
  };

  return {
    get now() {
      return { ...said, ...clock.now(), legs: shownLegs, watched };
    },
    observe(event) {
      clock.observe(event);
      if (event.type === 'step') {
        const { epoch, phase, step, steps, loss, imagesPerSecond, memoryBytes = null } = event;
        said = { run, activity: 'training', done: step, total: steps, detail: null, epoch, phase, loss, imagesPerSecond, memoryBytes };
      } else if (event.type === 'progress') {
        const { activity, done, total, detail = null, memoryBytes = null, phase = said.phase } = event;
        // While an epoch is judged its own figures still hold.
        const { loss, imagesPerSecond } = activity === 'validating' ? said : { loss: null, imagesPerSecond: null };
        said = { run, activity, done, total, detail, epoch: said.epoch, phase, loss, imagesPerSecond, memoryBytes };
      } else if (event.type === 'watched') watched = event.pictures;
    },
  };
}
