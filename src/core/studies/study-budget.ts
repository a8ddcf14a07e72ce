import { partOfDataset } from '../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../datasets/scanning/dataset-for-training.ts';
import type { Estimate } from '../runs/lifecycle/estimate.ts';
import type { PlannedRun } from '../runs/plan/plan-run.ts';
import type { Trial } from './expand-study.ts';

/** What a trial costs and how it is divided. */
export interface TrialCost {
  /** Apart from the epochs of its last phase. */
  readonly fixedSeconds: number;
  readonly secondsPerEpoch: number;
  /** 0 where its last phase is solved, not learned in steps: a budget changes nothing of it. */
  readonly stepsPerEpoch: number;
  /** Epochs of the last phase without a budget. */
  readonly epochs: number;
}

/**
 * The number of steps, the same for every trial, that fits a budget, never more than the shortest trial would have had; and the whole epochs nearest below
 * it, at least one; null for trials that take no steps, and of steps where none does. Pure.
 */
export function stepsWithin(costs: readonly TrialCost[], budgetSeconds: number): { steps: number | null; epochs: (number | null)[] } {
  const learned = costs.filter(({ stepsPerEpoch }) => stepsPerEpoch > 0);
  if (learned.length === 0) return { steps: null, epochs: costs.map(() => null) };
  const solved = costs.filter(({ stepsPerEpoch }) => stepsPerEpoch === 0).reduce((sum, { epochs, secondsPerEpoch }) => sum + epochs * secondsPerEpoch, 0);
  const fixed = costs.reduce((sum, { fixedSeconds }) => sum + fixedSeconds, solved);
  const perStep = learned.reduce((sum, { secondsPerEpoch, stepsPerEpoch }) => sum + secondsPerEpoch / stepsPerEpoch, 0);
  const shortest = Math.min(...learned.map(({ epochs, stepsPerEpoch }) => epochs * stepsPerEpoch));
  const steps = Math.max(1, Math.min(shortest, Math.floor((budgetSeconds - fixed) / perStep)));
  return { steps, epochs: costs.map(({ stepsPerEpoch }) => (stepsPerEpoch === 0 ? null : Math.max(1, Math.floor(steps / stepsPerEpoch)))) };
}

/** Asks what a run costs; the data set is the part that it sees. */
export type TrialProbe = (dataset: TrainingDataset, planned: PlannedRun) => Promise<Estimate>;

/**
 * What each trial costs, from a probe of one trial of every row.
 * @param onMeasuring told before each row is measured
 * @throws StudioError as `estimateRun`
 */
export async function trialCosts(
  dataset: TrainingDataset,
  trials: readonly (Trial & { readonly planned: PlannedRun })[],
  probe: TrialProbe,
  onMeasuring: (done: number, total: number) => void = () => undefined,
): Promise<TrialCost[]> {
  const rows = new Map(trials.filter(({ repeat }) => repeat === 0).map((trial) => [trial.row, trial]));
  const estimates = new Map<number, Estimate>();
  for (const [row, { part, planned }] of rows) {
    onMeasuring(estimates.size, rows.size);
    estimates.set(row, await probe(partOfDataset(dataset, part), planned));
  }
  // Frozen features are computed once for all trials of one prefix.
  const computed = new Set<string>();
  return trials.map(({ row, part, planned: { plan } }): TrialCost => {
    const { minutes, secondsPerEpoch, featureSeconds } = estimates.get(row)!;
    const last = plan.phases.at(-1)!;
    const shared = plan.phases.reduce((sum, { cut, augment }, i) => {
      const prefix = JSON.stringify([plan.start, plan.net.stages, plan.preprocessing, cut, augment]);
      const isThere = computed.has(prefix);
      computed.add(prefix);
      return sum + (isThere ? featureSeconds[i]! : 0);
    }, 0);
    const train = partOfDataset(dataset, part).images.filter(({ split }) => split === 'train').length;
    const perEpoch = secondsPerEpoch.at(-1)!;
    return { fixedSeconds: minutes * 60 - last.epochs * perEpoch - shared, secondsPerEpoch: perEpoch, stepsPerEpoch: last.solver === 'exact' ? 0 : Math.ceil(train / last.batchSize), epochs: last.epochs };
  });
}

/** Of a whole trial. */
export const trialSeconds = ({ fixedSeconds, secondsPerEpoch, epochs }: TrialCost): number => fixedSeconds + secondsPerEpoch * epochs;
