import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunPace } from '../../store/json-columns.ts';
import { listRuns } from '../../store/runs.ts';
import type { RunSummary } from '../../store/runs.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { cachedBytes } from '../plan/disk-need.ts';
import { countPictures, featureBytes } from '../plan/feature-bytes.ts';
import type { Estimate } from './estimate.ts';
import { diskHere } from './plan-here.ts';
import type { Known, RunSize } from './run-legs.ts';

export function sizeOf({ classes, images }: Pick<TrainingDataset, 'classes' | 'images'>): RunSize {
  const of = (split: string) => images.filter((image) => image.split === split).length;
  const pixels = images.reduce((sum, { width, height }) => sum + width * height, 0);
  return { megapixels: pixels / Math.max(1, images.length) / 1e6, train: of('train'), val: of('val'), test: of('test'), classes: classes.length };
}

/** What decides how long a picture takes. */
const work = ({ net, preprocessing, precision, threads, phases }: RunPlan): string =>
  JSON.stringify([net, preprocessing.imageSize, precision, threads, phases.map(({ name, cut, end, batchSize, solver, sizes }) => [name, cut, end, batchSize, solver, ...(sizes ? [sizes] : [])])]);

/** So many runs are asked for when phases end. */
const asked = 5;

/**
 * What earlier runs of this data folder, a probe and the cache tell of a run that begins.
 * @param weightsSha256 of the backbone's file
 */
export function knownPace(studio: Studio, dataset: TrainingDataset, plan: RunPlan, weightsSha256: string | null, estimate: Estimate | null): Known {
  const timed = listRuns(studio.db, { states: ['done'] }).flatMap((run) => (run.pace && run.plan ? [{ ...run, plan: run.plan, pace: run.pace }] : []));
  const same = timed.find((run) => work(run.plan) === work(plan));
  return { pace: same?.pace ?? null, estimate, epochs: usualEpochs(plan, dataset, timed), cached: cachedParts() };

  function cachedParts(): number[] {
    const net = planNet(plan.net);
    const { cached } = diskHere(studio);
    return plan.phases.map((phase) => {
      const needed = featureBytes(net, { ...plan, phases: [phase] }, countPictures(dataset.images));
      const there = cachedBytes(cached, { ...plan, phases: [phase] }, weightsSha256);
      return needed > 0 ? Math.min(1, there / needed) : 0;
    });
  }
}

/** Mean number of epochs that phases which may stop early had: in runs of this data set, else in any. */
function usualEpochs(plan: RunPlan, { dataset }: TrainingDataset, timed: readonly (RunSummary & { plan: RunPlan; pace: RunPace })[]): Record<string, number> {
  const means: Record<string, number> = {};
  for (const phase of plan.phases) {
    if (phase.patience === 0) continue;
    const counted = timed.flatMap((run) => {
      const isSame = run.plan.phases.some(({ name, cut, end, patience, sizes }) => !sizes && name === phase.name && cut === phase.cut && end === phase.end && patience === phase.patience);
      const leg = run.pace.legs.find(({ activity, phase: name }) => activity === 'training' && name === phase.name);
      return isSame && leg ? [{ isOurs: run.datasetId === dataset.id, epochs: leg.units }] : [];
    });
    const ours = counted.filter(({ isOurs }) => isOurs);
    const taken = (ours.length > 0 ? ours : counted).slice(0, asked);
    if (taken.length > 0) means[phase.name] = taken.reduce((sum, { epochs }) => sum + epochs, 0) / taken.length;
  }
  return means;
}
