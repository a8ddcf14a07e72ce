import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { trainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { estimateRun } from './estimate-run.ts';
import type { Estimate } from './estimate.ts';
import type { PlannedRun } from '../plan/plan-run.ts';

/** Estimates that were made while this program runs, so that a form may ask again and a run knows its length. */
export interface Estimates {
  /** Probes where nothing is known yet; probes wait for each other. @throws StudioError as `estimateRun` */
  of(dataset: TrainingDataset, planned: PlannedRun): Promise<Estimate>;
  /** A training begins: probes that run or wait end as `cancelled`. */
  makeWay(): void;
  /** Null where nobody has asked. */
  known(versionId: number, plan: RunPlan): Estimate | null;
}

const kept = 100;

/** What a probe's rates depend on: all but how often and how fast it learns; the usual cache size changes with the free disk. */
function measuredBy(
  versionId: number,
  { phases, seed: _, schedule: __, warmup: ___, cacheSizeBytes: ____, ...plan }: RunPlan,
): string {
  const rates = phases.map(({ name, cut, end, batchSize, augment, sizes }) => ({ name, cut, end, batchSize, augment, sizes: sizes?.map(({ imageSize }) => imageSize) }));
  return JSON.stringify([versionId, rates, plan]);
}

interface Measured {
  readonly estimate: Estimate;
  readonly phases: RunPlan['phases'];
}

/** The same rates for other numbers of epochs. */
function adapted({ estimate, phases }: Measured, plan: RunPlan): Estimate {
  const more = plan.phases.reduce(
    (sum, { epochs }, i) => sum + (epochs - phases[i]!.epochs) * estimate.secondsPerEpoch[i]!,
    0,
  );
  return { ...estimate, minutes: estimate.minutes + more / 60 };
}

export function createEstimates(studio: Studio): Estimates {
  const known = new Map<string, Measured>();
  const probing = new Map<string, Promise<Measured>>();
  let last: Promise<unknown> = Promise.resolve();
  let controller = new AbortController();
  const isBusy = () => trainerLease(studio.db) !== null;

  async function probe(key: string, dataset: TrainingDataset, planned: PlannedRun, signal: AbortSignal): Promise<Measured> {
    const wasBusy = isBusy();
    const measured = { estimate: await estimateRun(studio, dataset, planned, signal), phases: planned.plan.phases };
    // Beside a training everything takes longer: such figures are an answer, but none to remember.
    if (!wasBusy && !isBusy()) known.set(key, measured);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return measured;
  }

  return {
    async of(dataset, planned) {
      const key = measuredBy(dataset.version.id, planned.plan);
      const found = known.get(key) ?? probing.get(key);
      if (found) return adapted(await found, planned.plan);
      const { signal } = controller;
      const work = () => probe(key, dataset, planned, signal);
      const begun = last.then(work, work).finally(() => probing.delete(key));
      probing.set(key, begun);
      last = begun;
      return adapted(await begun, planned.plan);
    },
    makeWay() {
      controller.abort();
      controller = new AbortController();
    },
    known(versionId, plan) {
      const found = known.get(measuredBy(versionId, plan));
      return found ? adapted(found, plan) : null;
    },
  };
}
