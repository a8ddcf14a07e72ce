import type { SetMethod } from '../../shared/answer-sets.ts';
import { independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { betaQuantile } from './beta-quantile.ts';
import { groupThreshold } from './group-threshold.ts';
import { top1 } from './top-k.ts';

export interface ScoreRule {
  readonly method: SetMethod;
  /** Of RAPS: added for each rank beyond `free`. Its usual 0.01 and 5 do nothing with five classes. */
  readonly penalty: number;
  readonly free: number;
}
export interface SetRule extends ScoreRule {
  readonly level: number;
  /** Classes whose score is at most this are in the set. */
  readonly threshold: number;
}

export const scoreRule = (method: SetMethod): ScoreRule => (method === 'raps' ? { method, penalty: 0.1, free: 1 } : { method, penalty: 0, free: 0 });

/** ceil((n + 1) level); without the 1e-9 it is one too high for 108 pairs of n below 1000 and whole percents. */
export const rankNeeded = (n: number, level: number): number => Math.ceil((n + 1) * level - 1e-9);

/** The fewest pictures with which a threshold can be promised; where groups are counted, the fewest groups. */
export const picturesNeeded = (level: number): number => Math.max(1, Math.ceil(1 / (1 - level) - 1 - 1e-9));

/** How unlike each class is, `[classCount]`; among equally likely classes the lower one first. */
export function classScores(probabilities: ArrayLike<number>, start: number, classCount: number, { method, penalty, free }: ScoreRule): Float64Array {
  const scores = new Float64Array(classCount);
  if (method === 'lac') return scores.map((_, c) => 1 - probabilities[start + c]!);
  const order = Array.from(scores.keys()).toSorted((a, b) => probabilities[start + b]! - probabilities[start + a]! || a - b);
  let total = 0;
  for (const [rank, c] of order.entries()) {
    total += probabilities[start + c]!;
    scores[c] = total + penalty * Math.max(0, rank + 1 - free);
  }
  return scores;
}

/**
 * Split conformal (Vovk): the k-th smallest score of the true classes, k = `rankNeeded`; where pictures belong together, `groupThreshold` of them. Null where there are
 * too few pictures, or groups, for one.
 * @param probabilities `[n, classCount]`
 */
export function setThreshold(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classCount: number, level: number, rule: ScoreRule, together: TogetherKeys | null = null): number | null {
  const scores = (): Float64Array => Float64Array.from(labels, (label, i) => classScores(probabilities, i * classCount, classCount, rule)[label]!);
  if (independentGroups(together) !== null) return groupThreshold(scores(), together!, level);
  const rank = rankNeeded(labels.length, level);
  return rank > labels.length ? null : scores().toSorted()[rank - 1]!;
}

/** The classes of a row's set in their order; never empty: the likeliest one where none is below the threshold, which can only cover more. */
export function answerSet(probabilities: ArrayLike<number>, row: number, classCount: number, rule: SetRule): number[] {
  const scores = classScores(probabilities, row * classCount, classCount, rule);
  const set = Array.from(scores.keys()).filter((c) => scores[c]! <= rule.threshold);
  return set.length > 0 ? set : [top1(probabilities, classCount, row)];
}

/** Where the share of new pictures that are covered lies in 90 of 100 cases: Beta(k, n + 1 - k) (Vovk 2012). Ties only raise it. Of pictures that are alone; nothing like it is known of groups. */
export function coverageBand(n: number, level: number): { low: number; high: number } {
  const rank = rankNeeded(n, level);
  return { low: betaQuantile(0.05, rank, n + 1 - rank), high: betaQuantile(0.95, rank, n + 1 - rank) };
}

/** How many of `tested` new pictures are covered in 90 of 100 cases, both ends included (beta-binomial; wider than the band of the truth). */
export function observedBand(n: number, tested: number, level: number): { low: number; high: number } {
  const rank = rankNeeded(n, level);
  const weights = new Float64Array(tested + 1);
  // From one count to the next; as logarithms, because the first may be smaller than any number.
  for (let x = 0; x < tested; x++) weights[x + 1] = weights[x]! + Math.log(((x + rank) / (x + 1)) * ((tested - x) / (tested - x + n - rank)));
  const largest = weights.reduce((a, b) => Math.max(a, b));
  const parts = weights.map((weight) => Math.exp(weight - largest));
  const all = parts.reduce((a, b) => a + b);
  const upTo = (share: number): number => {
    let sum = 0;
    return parts.findIndex((part) => (sum += part) >= share * all);
  };
  return { low: upTo(0.05), high: upTo(0.95) };
}
