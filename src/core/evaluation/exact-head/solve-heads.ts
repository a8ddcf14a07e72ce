import type { FeatureProducts } from './feature-products.ts';
import { meanLoss, slopeOnLine } from './head-rows.ts';
import type { Chosen, Line } from './head-rows.ts';
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

/** What the weights of several heads (weights, then biases) make of the features, side by side, with one product: a line for each. */
function linesOf(products: FeatureProducts, classes: number, points: readonly Float64Array[], { residuals }: HeadSpace): Line[] {
  const { rows, dimensions } = products;
  const size = classes * dimensions;
  const columns = points.length * classes;
  const weights = new Float64Array(columns * dimensions);
  for (const [at, point] of points.entries()) weights.set(point.subarray(0, size), at * size);
  const along = products.forward(weights, columns);
  const beside = residuals.subarray(0, rows * columns);
  // Those of rows that a head does not learn from stay 0.
  beside.fill(0);
  return points.map((point, at) => ({ columns, first: at * classes, along, bias: point.subarray(size), residuals: beside }));
}

/** Logits `[all rows, classes]`, so far along their line. */
function move(logits: Float64Array, { columns, first, along, bias }: Line, step: number): void {
  const classes = bias.length;
  for (let start = 0, from = first; start < logits.length; start += classes, from += columns) {
    for (let c = 0; c < classes; c++) logits[start + c]! += step * (along[from + c]! + bias[c]!);
  }
}

/** The gradient of each search from the residuals on its line, with one product. */
function gradientAll(products: FeatureProducts, classes: number, searches: readonly Search[], lines: readonly Line[]): void {
  const size = classes * products.dimensions;
  const all = products.backward(lines[0]!.residuals, lines[0]!.columns);
  for (const [at, search] of searches.entries()) {
    const { columns, first, residuals } = lines[at]!;
    const gradient = new Float64Array(size + classes);
    for (let j = 0; j < size; j++) gradient[j] = all[at * size + j]! + search.l2 * search.point[j]!;
    for (const row of search.chosen.rows) for (let c = 0; c < classes; c++) gradient[size + c]! += residuals[row * columns + first + c]!;
    search.gradient = gradient;
    search.gradientNorm = largest(gradient);
  }
}

/** The step along a direction that its slope vanishes at: Newton's method, kept between what is known to be too short and too long. */
function exactStep(search: Search, direction: Float64Array, line: Line): number {
  const { l2, chosen, logits, point, gradient } = search;
  const size = direction.length - line.bias.length;
  let [cross, square, before] = [0, 0, 0];
  for (let j = 0; j < direction.length; j++) {
    before += gradient[j]! * direction[j]!;
    if (j >= size) continue;
    cross += point[j]! * direction[j]!;
    square += direction[j]! * direction[j]!;
  }
  let [step, low, high] = [1, 0, Infinity];
  for (let trial = 0; ; trial++) {
    const { slope, curvature } = slopeOnLine(chosen, logits, line, step);
    const whole = slope + l2 * (cross + step * square);
    if (Math.abs(whole) <= 1e-4 * Math.abs(before) || trial === 40) return step;
    if (whole > 0) high = step;
    else low = step;
    const newton = step - whole / (curvature + l2 * square);
    if (newton > low && newton < high) step = newton;
    else step = high === Infinity ? step * 2 : (low + high) / 2;
    if (step === low || step === high) return step;
  }
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
  const begun = linesOf(products, classes, searches.map(({ point }) => point), space);
  for (const [at, search] of searches.entries()) {
    move(search.logits, begun[at]!, 1);
    slopeOnLine(search.chosen, search.logits, begun[at]!, 0);
  }
  gradientAll(products, classes, searches, begun);
  for (;;) {
    for (const search of searches) search.isOver ||= search.gradientNorm <= accuracy.gradientNorm || search.iterations >= accuracy.iterations;
    const going = searches.filter(({ isOver }) => !isOver);
    if (going.length === 0) break;
    yield Math.max(...going.map(({ gradientNorm }) => gradientNorm));
    const directions = going.map(({ lbfgs, gradient }) => lbfgs.direction(gradient));
    const lines = linesOf(products, classes, directions, space);
    const before = going.map(({ gradient }) => gradient);
    for (const [at, search] of going.entries()) {
      const [direction, line] = [directions[at]!, lines[at]!];
      const step = exactStep(search, direction, line);
      // Before the direction becomes the step, whose biases the line looks at.
      move(search.logits, line, step);
      for (let j = 0; j < direction.length; j++) {
        direction[j]! *= step;
        search.point[j]! += direction[j]!;
      }
      search.iterations++;
    }
    gradientAll(products, classes, going, lines);
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
