import { setImmediate as nextTurn } from 'node:timers/promises';
import { usualMomentum } from '../graph/optimizers.ts';
import type { RatePoint } from '../../shared/rates-result.ts';
import { freshProgress } from './checkpoint.ts';
import { epochBatches, stepAt } from './fit-phase.ts';
import type { PhaseContext } from './fit-phase.ts';
import { nextScaling } from './loss-scale.ts';
import type { LossScaling } from './loss-scale.ts';

/** As fastai's `lr_find` has them. */
const steps = 100;
const rates = { first: 1e-7, last: 10 };
const smoothing = 0.98;
/** A smoothed loss of so many times the lowest ends the test. */
const tooHigh = 4;
/** Points that say nothing of the curve: the average has not settled, the loss is about to leave it. */
const skipped = { before: 10, after: 5 };
/** Points that the loss must fall over, or nothing is suggested. */
const leastFalling = 10;

/** Learning rate of step `step` (from 0) of a range test: from the first to the last by equal factors (Smith, arXiv 1506.01186, as fastai does it). */
export const testedRate = (step: number): number => rates.first * (rates.last / rates.first) ** (step / (steps - 1));

/**
 * The valley of a curve of losses: in its longest strictly falling subsequence (the first of equals) the point half-way into the second third
 * (fastai's `valley`). Pure.
 * @returns its index, and how many points fall; fastai's index can be -1, ours is 0 then
 */
export function valleyOf(losses: readonly number[]): { index: number; falling: number } {
  const lengths = losses.map(() => 1);
  let end = 0;
  let start = 0;
  for (let i = 1; i < losses.length; i++) {
    for (let j = 0; j < i; j++) {
      if (losses[i]! < losses[j]! && lengths[i]! < lengths[j]! + 1) lengths[i] = lengths[j]! + 1;
      if (lengths[end]! < lengths[i]!) [end, start] = [i, i - lengths[i]!];
    }
  }
  const third = (end - start) / 3;
  return { index: Math.max(0, start + Math.trunc(third) + Math.trunc(third / 2)), falling: lengths[end] ?? 0 };
}

/** Whose rate a curve suggests: the valley's, without the points at both ends. Null where the loss does not fall. Pure. */
export function suggestedRate(curve: readonly RatePoint[]): number | null {
  const looked = curve.slice(skipped.before, Math.max(skipped.before, curve.length - skipped.after));
  const { index, falling } = valleyOf(looked.map(({ smoothedLoss }) => smoothedLoss));
  return falling < leastFalling ? null : looked[index]!.learningRate;
}

/** Averages losses as they come, each new one by 2 %, without the weight of a beginning at 0 (fastai's `AvgSmoothLoss`). */
export function createSmoothing(): (loss: number) => number {
  let sum = 0;
  let weight = 1;
  return (loss) => {
    sum = smoothing * sum + (1 - smoothing) * loss;
    weight *= smoothing;
    return sum / (1 - weight);
  };
}

/**
 * Takes 100 steps of a phase, each at a higher rate, and tells each batch's loss before its step. The session is of no use after it.
 * @param onStep told after each
 */
export async function testRates(context: PhaseContext, onStep: (done: number, total: number) => void): Promise<RatePoint[]> {
  const curve: RatePoint[] = [];
  const smooth = createSmoothing();
  let scaling: LossScaling = freshProgress();
  let lowest = Infinity;
  for (let epoch = 0; curve.length < steps; epoch++) {
    const before = curve.length;
    for (const examples of epochBatches(context, epoch)) {
      const batch = await context.trainSource.load(examples);
      if (batch.examples.length === 0) continue;
      const step = curve.length;
      const learningRate = testedRate(step);
      const { loss, applied } = stepAt(context, batch, step, { rate: learningRate, momentum: usualMomentum, ...scaling });
      // A loss that is no number is the end that a high rate brings.
      if (!Number.isFinite(loss)) return curve;
      scaling = nextScaling(scaling, applied);
      const smoothedLoss = smooth(loss);
      curve.push({ learningRate, loss, smoothedLoss });
      onStep(curve.length, steps);
      lowest = Math.min(lowest, smoothedLoss);
      if (smoothedLoss > tooHigh * lowest || curve.length === steps) return curve;
      await nextTurn();
    }
    // No picture could be read.
    if (curve.length === before) return curve;
  }
  return curve;
}
