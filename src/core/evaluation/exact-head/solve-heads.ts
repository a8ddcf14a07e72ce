import type { FeatureProducts } from './feature-products.ts';
import { columnSums, meanLoss, moveAlong, slopesOnLines } from './head-rows.ts';
import type { Beside, Chosen, OnLine } from './head-rows.ts';
import { createLbfgs } from './lbfgs.ts';
import type { Lbfgs } from './lbfgs.ts';

/** A linear head of centred features: logits = weight x (features - mean) + bias. */
export interface CentredHead {
  /** `[classes, dimensions]` */
  readonly weight: Float64Array;
  /** `[classes]` */
  readonly bias: Float64Array;
}

export interface SolvedHead extends CentredHead {
  /** Mean cross-entropy plus penalty, natural log. */
  readonly loss: number;
  /** Mean cross-entropy alone. */
  readonly dataLoss: number;
  /** The largest component of the gradient. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** `[all rows, classes]` */
  readonly logits: Float64Array;
}

export interface HeadProblem {
  readonly l2: number;
  /** The rows that it learns from. */
  readonly chosen: Chosen;
  /** Where the search begins; at zeros unless given. */
  readonly start?: CentredHead;
}

/** The search ends where no component of the gradient is larger, or where float64 allows no further step. */
export interface Accuracy {
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** What searches hold of all rows, `[heads, rows, classes]` each. One search after the other uses it again: what each let go would lie there until a collector looks. */
export interface HeadSpace {
  readonly logits: Float64Array;
  readonly residuals: Float64Array;
}

/** For so many heads at once at most. */
export function headSpace(rows: number, classes: number, heads: number): HeadSpace {
  return { logits: new Float64Array(heads * rows * classes), residuals: new Float64Array(heads * rows * classes) };
}

interface Search {
  readonly l2: number;
  readonly chosen: Chosen;
  readonly lbfgs: Lbfgs;
  /** Weights, then biases. */
  readonly point: Float64Array;
  readonly logits: Float64Array;
  gradient: Float64Array;
  gradientNorm: number;
  iterations: number;
  isOver: boolean;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** What steps (weights, then biases) of several searches make of the features, side by side, with one product. */
function linesOf(products: FeatureProducts, classes: number, searches: readonly Search[], directions: readonly Float64Array[], space: HeadSpace) {
  const { rows, dimensions } = products;
  const size = classes * dimensions;
  const columns = directions.length * classes;
  const weights = new Float64Array(columns * dimensions);
  for (const [at, direction] of directions.entries()) weights.set(direction.subarray(0, size), at * size);
  const along = products.forward(weights, columns);
  // Those of rows that a head does not learn from stay 0.
  const residuals = space.residuals.subarray(0, rows * columns).fill(0);
  const beside: Beside = { columns, along, residuals };
  const lines = searches.map(({ chosen, logits }, at): OnLine => ({ chosen, logits, first: at * classes, bias: directions[at]!.subarray(size), step: 1, slope: 0, curvature: 0 }));
  return { beside, lines };
}

/** The gradient of each search from the residuals, with one product. */
function gradientAll(products: FeatureProducts, classes: number, searches: readonly Search[], { residuals, columns }: Beside): void {
  const size = classes * products.dimensions;
  const all = products.backward(residuals, columns);
  const sums = columnSums(residuals, columns);
  for (const [at, search] of searches.entries()) {
    const gradient = new Float64Array(size + classes);
    for (let j = 0; j < size; j++) gradient[j] = all[at * size + j]! + search.l2 * search.point[j]!;
    gradient.set(sums.subarray(at * classes, (at + 1) * classes), size);
    search.gradient = gradient;
    search.gradientNorm = largest(gradient);
  }
}

/** Looks for the step along a direction that its slope vanishes at: Newton's method, kept between what is known to be too short and too long. */
function lineSearch({ l2, point, gradient }: Search, direction: Float64Array, line: OnLine) {
  const size = direction.length - line.bias.length;
  let [cross, square, before] = [0, 0, 0];
  for (let j = 0; j < direction.length; j++) {
    before += gradient[j]! * direction[j]!;
    if (j >= size) continue;
    cross += point[j]! * direction[j]!;
    square += direction[j]! * direction[j]!;
  }
  let [low, high, trial] = [0, Infinity, 0];
  return {
    line,
    /** The next step, from the slope at this one. @returns whether there is none to be tried */
    isFound(): boolean {
      const { slope, curvature, step } = line;
      const whole = slope + l2 * (cross + step * square);
      if (Math.abs(whole) <= 1e-4 * Math.abs(before) || trial++ === 40) return true;
      if (whole > 0) high = step;
      else low = step;
      const newton = step - whole / (curvature + l2 * square);
      if (newton > low && newton < high) line.step = newton;
      else line.step = high === Infinity ? step * 2 : (low + high) / 2;
      return line.step === low || line.step === high;
    },
  };
}

/**
 * Solves several heads on the same features together, so that each product is one. A generator, so that whoever asks can do other things,
 * or give up, between two iterations; each `yield` tells the largest gradient that is left.
 * @param space whose logits the heads have, until it is used again
 * @returns the heads in the order of `problems`
 */
export function* solveHeads(
  products: FeatureProducts,
  classes: number,
  problems: readonly HeadProblem[],
  accuracy: Accuracy,
  space: HeadSpace = headSpace(products.rows, classes, problems.length),
): Generator<number, SolvedHead[]> {
  const size = classes * products.dimensions;
  const length = products.rows * classes;
  const searches = problems.map(({ l2, chosen, start }, at): Search => {
    const point = new Float64Array(size + classes);
    if (start) point.set(start.weight);
    if (start) point.set(start.bias, size);
    const logits = space.logits.subarray(at * length, (at + 1) * length).fill(0);
    return { l2, chosen, lbfgs: createLbfgs(), point, logits, gradient: point, gradientNorm: Infinity, iterations: 0, isOver: false };
  });
  const begun = linesOf(products, classes, searches, searches.map(({ point }) => point), space);
  moveAlong(begun.lines, begun.beside);
  for (const line of begun.lines) line.step = 0;
  slopesOnLines(begun.lines, begun.beside);
  gradientAll(products, classes, searches, begun.beside);
  for (;;) {
    for (const search of searches) search.isOver ||= search.gradientNorm <= accuracy.gradientNorm || search.iterations >= accuracy.iterations;
    const going = searches.filter(({ isOver }) => !isOver);
    if (going.length === 0) break;
    yield Math.max(...going.map(({ gradientNorm }) => gradientNorm));
    const directions = going.map(({ lbfgs, gradient }) => lbfgs.direction(gradient));
    const { beside, lines } = linesOf(products, classes, going, directions, space);
    const before = going.map(({ gradient }) => gradient);
    let looking = going.map((search, at) => lineSearch(search, directions[at]!, lines[at]!));
    while (looking.length > 0) {
      slopesOnLines(looking.map(({ line }) => line), beside);
      looking = looking.filter((one) => !one.isFound());
    }
    // Before directions become steps, whose biases the lines look at.
    moveAlong(lines, beside);
    for (const [at, search] of going.entries()) {
      const direction = directions[at]!;
      for (let j = 0; j < direction.length; j++) {
        direction[j]! *= lines[at]!.step;
        search.point[j]! += direction[j]!;
      }
      search.iterations++;
    }
    gradientAll(products, classes, going, beside);
    for (const [at, search] of going.entries()) {
      const change = search.gradient.map((value, j) => value - before[at]![j]!);
      // What float64 no longer changes is as good as it gets.
      if (largest(change) === 0) search.isOver = true;
      search.lbfgs.remember(directions[at]!, change);
    }
  }
  return searches.map(({ l2, chosen, point, logits, gradientNorm, iterations }) => {
    const dataLoss = meanLoss(chosen, logits);
    const weight = point.slice(0, size);
    const penalty = (l2 / 2) * weight.reduce((sum, value) => sum + value * value, 0);
    return { weight, bias: point.slice(size), loss: dataLoss + penalty, dataLoss, gradientNorm, iterations, logits };
  });
}

/** Runs a search to its end at once. */
export function solveNow<T>(search: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value as T;
  }
}

/** The head of features as they come, its biases with sum 0: a constant added to all changes no answer. */
export function uncentred({ weight, bias }: CentredHead, mean: Float64Array): CentredHead {
  const free = bias.map((value, c) => mean.reduce((sum, middle, j) => sum - middle * weight[c * mean.length + j]!, value));
  const middle = free.reduce((sum, value) => sum + value, 0) / free.length;
  return { weight, bias: free.map((value) => value - middle) };
}
