import type { TrainingDataset } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { enqueue, requeue } from '../src/core/runs/lifecycle/enqueue.ts';
import { keepBeginning } from '../src/core/runs/lifecycle/model-to-go-on.ts';
import type { RunOutcome } from '../src/core/runs/lifecycle/store-outcome.ts';
import { trainRun } from '../src/core/runs/lifecycle/train.ts';
import type { RunHandlers } from '../src/core/runs/lifecycle/train.ts';
import type { PlannedRun } from '../src/core/runs/plan/plan-run.ts';
import type { Studio } from '../src/core/open-studio.ts';
import type { RunSpec } from '../src/shared/run-spec.ts';

/** Queues a run and trains it at once; where it would have to wait nothing of it is there. */
export async function startRun(studio: Studio, dataset: TrainingDataset, planned: PlannedRun, spec: RunSpec, handlers: RunHandlers): Promise<RunOutcome> {
  const { id } = enqueue(studio, { dataset, planned: await keepBeginning(studio, planned), spec }, { now: true });
  return trainRun(studio, id, handlers);
}

/** Queues a run again and goes on with it. */
export async function resumeRun(studio: Studio, run: number, handlers: RunHandlers): Promise<RunOutcome> {
  return trainRun(studio, (await requeue(studio, run)).id, handlers);
}
