import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunPace } from '../../store/json-columns.ts';
import { listEpochs } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { FromEngine, TrainJob } from '../../../shared/trainer-protocol.ts';
import type { Estimate } from './estimate.ts';
import { knownPace, sizeOf } from './known-pace.ts';
import { createRunClock } from './run-clock.ts';
import { expectLegs } from './run-legs.ts';
import { createProgressTracker } from './run-progress.ts';
import { tellSeldom } from './tell-seldom.ts';

export interface TrackedRun {
  observe(event: FromEngine): void;
  /** How long its parts took; null where it was resumed, and so not seen whole. */
  pace(): RunPace | null;
  /** Nothing is told any more. */
  end(): void;
}

/** Tells what a run is at: at once, whenever another part of it begins, of what else its trainer says twice a second, and every second of silence. */
export function trackRun(
  studio: Studio,
  run: Run,
  job: TrainJob,
  dataset: TrainingDataset,
  estimate: Estimate | null,
  tell: (progress: RunProgress) => void,
): TrackedRun {
  const epochs = listEpochs(studio.db, run.id);
  const size = sizeOf(dataset);
  const legs = expectLegs(job.plan, size, knownPace(studio, dataset, job.plan, job.backbone?.sha256 ?? null, estimate));
  const isWhole = epochs.length === 0;
  const clock = createRunClock(job.plan, legs, { phases: epochs.map(({ phase }) => phase), seconds: run.seconds ?? 0 });
  const tracker = createProgressTracker(run.id, legs, clock, epochs.at(-1));
  let told: RunProgress | null = null;
  const teller = tellSeldom(() => {
    told = tracker.now;
    tell(told);
  });
  teller.now();
  return {
    observe(event) {
      tracker.observe(event);
      if (event.type === 'notice') return;
      if (tracker.now.leg === told?.leg) teller.soon();
      else teller.now();
    },
    pace: () => (isWhole ? { train: size.train, legs: clock.paces() } : null),
    end: teller.end,
  };
}
