import { fewestGroups } from '../../shared/independent-groups.ts';

/** How good a training on so many pictures was; all sizes were judged by the same pictures. */
export interface CurvePoint {
  /** Training pictures. */
  readonly size: number;
  /** Of `trials` pictures; a mean over repeats need not be whole. */
  readonly correct: number;
  readonly trials: number;
  /** Standard error over repeats, or of whole groups; that of single test pictures counts where it is larger. */
  readonly spread?: number;
  /** Of so many independent groups the test pictures are; left out, or null, where each is alone. */
  readonly groups?: number | null;
}

/** Why a curve is not carried on. */
export type CurveRefusal = 'few-sizes' | 'narrow' | 'no-rise' | 'misses-points' | 'few-errors' | 'exponent-at-bound' | 'few-groups';

export interface CurvePrediction {
  readonly size: number;
  readonly accuracy: number;
  /** 5 and 95 % of the resamples. */
  readonly low: number;
  readonly high: number;
  /** False where the curve is refused, the size is beyond four times the largest, or the band wider than 0.1. */
  readonly isShown: boolean;
}

export interface LearningCurve {
  readonly refused: readonly CurveRefusal[];
  readonly predictions: readonly CurvePrediction[];
}

interface Fit {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly loss: number;
}

const [leastC, mostC, resamples] = [0.05, 2, 200];

/**
 * Accuracy as a - b n^-c (an inverse power law, Figueroa 2012), 0 <= a <= 1, b >= 0, 0.05 <= c <= 2, by weighted least squares, carried on to `targets`
 * with a band of 200 parametric resamples. Points in ascending size. Pure but for `random`, uniform in [0, 1).
 */
export function learningCurve(points: readonly CurvePoint[], targets: readonly number[], random: () => number): LearningCurve {
  const sizes = points.map(({ size }) => size);
  const accuracies = points.map(({ correct, trials }) => correct / trials);
  const weights = points.map(({ correct, trials, spread = 0 }) => {
    const smooth = (correct + 2) / (trials + 4);
    return Math.min(trials / (smooth * (1 - smooth)), spread > 0 ? spread ** -2 : Infinity);
  });
  const fitTo = curveFitter(sizes, weights);
  const fit = fitTo(accuracies);
  const refused = refusals(points, accuracies, weights, fit);
  // The sum of twelve uniform numbers less six: near enough to a normal one, and the same everywhere.
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
  const resampled = Array.from({ length: targets.length === 0 ? 0 : resamples }, () => {
    const moved = accuracies.map((accuracy, i) => Math.min(1, Math.max(0, accuracy + normal() / Math.sqrt(weights[i]!))));
    const again = fitTo(moved);
    return targets.map((target) => valueAt(again, target));
  });
  const predictions = targets.map((size, i): CurvePrediction => {
    const values = resampled.map((row) => row[i]!).toSorted((one, other) => one - other);
    const [low, high] = [quantile(values, 0.05), quantile(values, 0.95)];
    return { size, accuracy: valueAt(fit, size), low, high, isShown: refused.length === 0 && size <= 4 * Math.max(...sizes) && high - low <= 0.1 };
  });
  return { refused, predictions };
}

const valueAt = ({ a, b, c }: Fit, size: number): number => a - b * size ** -c;

function refusals(points: readonly CurvePoint[], accuracies: readonly number[], weights: readonly number[], { c, loss }: Fit): CurveRefusal[] {
  const sizes = points.map(({ size }) => size);
  const last = points.at(-1)!;
  const error = (at: number): number => weights.at(at)! ** -0.5;
  const found: [CurveRefusal, boolean][] = [
    ['few-sizes', new Set(sizes).size < 4],
    ['narrow', Math.max(...sizes) < 4 * Math.min(...sizes)],
    ['no-rise', accuracies.at(-1)! - accuracies[0]! <= Math.hypot(error(-1), error(0))],
    ['misses-points', sizes.length > 3 && loss > chiSquare99(sizes.length - 3)],
    ['few-errors', last.trials - last.correct < 5],
    ['exponent-at-bound', c < 0.0501 || c > 1.999],
    ['few-groups', (last.groups ?? fewestGroups) < fewestGroups],
  ];
  return found.flatMap(([why, isSo]) => (isSo ? [why] : []));
}

/** What a fit needs of the sizes alone at one c: x = n^-c, its weighted mean, the sum of squares around it and around 0. */
interface Abscissas {
  readonly c: number;
  readonly x: Float64Array;
  readonly mean: number;
  readonly spread: number;
  readonly squares: number;
}

/**
 * Fits through `y` at these sizes: a grid over c in steps of 0.01, then golden section between the neighbours of the best; for a fixed c the rest is
 * linear. Two hundred resamples share sizes and weights, so that all that does not depend on y is worked out once.
 */
function curveFitter(sizes: readonly number[], w: readonly number[]): (y: readonly number[]) => Fit {
  const grid = Array.from({ length: Math.round((mostC - leastC) / 0.01) + 1 }, (_, i) => abscissas(sizes, w, leastC + 0.01 * i));
  const all = w.reduce((total, weight) => total + weight, 0);
  return (y) => {
    const meanY = y.reduce((total, value, i) => total + w[i]! * value, 0) / all;
    let [best, least] = [0, Infinity];
    for (const [i, at] of grid.entries()) {
      const { loss } = fitLine(at, y, w, meanY);
      if (loss < least) [best, least] = [i, loss];
    }
    const at = (c: number): Fit => ({ ...fitLine(abscissas(sizes, w, c), y, w, meanY), c });
    return goldenSection(at, grid[Math.max(0, best - 1)]!.c, grid[Math.min(grid.length - 1, best + 1)]!.c);
  };
}

/** Between two neighbours of the grid it is narrowed to 1e-8: accuracies then move by less than that. */
function goldenSection(at: (c: number) => Fit, from: number, to: number): Fit {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [at(high - golden * (high - low)), at(low + golden * (high - low))];
  for (let i = 0; i < 30; i++) {
    if (left.loss <= right.loss) {
      [high, right] = [right.c, left];
      left = at(high - golden * (high - low));
    } else {
      [low, left] = [left.c, right];
      right = at(low + golden * (high - low));
    }
  }
  return at((low + high) / 2);
}

function abscissas(sizes: readonly number[], w: readonly number[], c: number): Abscissas {
  const x = Float64Array.from(sizes, (size) => size ** -c);
  let [all, sum, spread, squares] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) [all, sum, squares] = [all + w[i]!, sum + w[i]! * x[i]!, squares + w[i]! * x[i]! ** 2];
  const mean = sum / all;
  for (let i = 0; i < x.length; i++) spread += w[i]! * (x[i]! - mean) ** 2;
  return { c, x, mean, spread, squares };
}

/** Weighted least squares of y on a - b x within 0 <= a <= 1, b >= 0. */
function fitLine({ x, mean, spread, squares }: Abscissas, y: readonly number[], w: readonly number[], meanY: number): Omit<Fit, 'c'> {
  let together = 0;
  for (let i = 0; i < x.length; i++) together += w[i]! * (x[i]! - mean) * (y[i]! - meanY);
  let b = -together / spread;
  let a = meanY + b * mean;
  if (b < 0) [a, b] = [meanY, 0];
  if (a > 1) {
    let missing = 0;
    for (let i = 0; i < x.length; i++) missing += w[i]! * x[i]! * (1 - y[i]!);
    [a, b] = [1, Math.max(0, missing / squares)];
  }
  if (a < 0) [a, b] = [0, 0];
  let loss = 0;
  for (let i = 0; i < x.length; i++) loss += w[i]! * (y[i]! - a + b * x[i]!) ** 2;
  return { a, b, loss };
}

/** Of sorted values, as R's type 7. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
}

/** What chi-square exceeds in one of a hundred cases (scipy; beyond ten degrees of freedom by Wilson and Hilferty, within 0.3 %). */
function chiSquare99(degrees: number): number {
  const known = [6.6348966010212145, 9.21034037197618, 11.344866730144373, 13.276704135987622, 15.08627246938899, 16.811893829770927, 18.475306906582357, 20.090235029663233, 21.665994333461924, 23.209251158954356];
  const part = 2 / (9 * degrees);
  return known[degrees - 1] ?? degrees * (1 - part + 2.3263478740408408 * Math.sqrt(part)) ** 3;
}
