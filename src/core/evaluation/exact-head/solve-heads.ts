import type { FeatureProducts } from './feature-products.ts';
import { chooseRows, lossOnLine } from './head-rows.ts';
import type { Chosen, HeadRows } from './head-rows.ts';
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
  readonly isIn: (row: number) => boolean;
  /** Where the search begins; at zeros unless given. */
  readonly start?: CentredHead;
}

/** The search ends where no component of the gradient is larger, or where float64 allows no further step. */
export interface Accuracy {
  readonly gradientNorm: number;
  readonly iterations: number;
}

interface Search {
  readonly l2: number;
  readonly chosen: Chosen;
  readonly lbfgs: Lbfgs;
  /** Weights, then biases. */
  readonly point: Float64Array;
  readonly logits: Float64Array;
  /** What a step of 1 along the direction adds to them. */
  readonly along: Float64Array;
  readonly residuals: Float64Array;
  gradient: Float64Array;
  dataLoss: number;
  gradientNorm: number;
  iterations: number;
  isOver: boolean;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The logits of several heads (weights, then biases), with one product, each in its own of `into` `[all rows, classes]`. */
function forwardAll(products: FeatureProducts, classes: number, points: readonly Float64Array[], into: readonly Float64Array[]): void {
  const { rows, dimensions } = products;
  const columns = points.length * classes;
  const weights = new Float64Array(columns * dimensions);
  for (const [at, point] of points.entries()) weights.set(point.subarray(0, classes * dimensions), at * classes * dimensions);
  const all = products.forward(weights, columns);
  for (const [at, point] of points.entries()) {
    const own = into[at]!;
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < classes; c++) own[i * classes + c] = all[i * columns + at * classes + c]! + point[classes * dimensions + c]!;
    }
  }
}

/** The gradient of each search from its residuals, with one product. @param beside room for the residuals of all side by side */
function gradientAll(products: FeatureProducts, classes: number, searches: readonly Search[], beside: Float64Array): void {
  const { rows, dimensions } = products;
  const columns = searches.length * classes;
  const residuals = beside.subarray(0, rows * columns);
  for (const [at, search] of searches.entries()) {
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < classes; c++) residuals[i * columns + at * classes + c] = search.residuals[i * classes + c]!;
    }
  }
  const all = products.backward(residuals, columns);
  const size = classes * dimensions;
  for (const [at, search] of searches.entries()) {
    const gradient = new Float64Array(size + classes);
    for (let j = 0; j < size; j++) gradient[j] = all[at * size + j]! + search.l2 * search.point[j]!;
    for (const row of search.chosen.rows) for (let c = 0; c < classes; c++) gradient[size + c]! += search.residuals[row * classes + c]!;
    search.gradient = gradient;
    search.gradientNorm = largest(gradient);
  }
}

/** The step along a direction that its slope vanishes at: Newton's method, kept between what is known to be too short and too long. */
function exactStep(search: Search, direction: Float64Array, size: number): number {
  const { l2, chosen, logits, along, residuals, point, gradient } = search;
  let [cross, square, before] = [0, 0, 0];
  for (let j = 0; j < direction.length; j++) {
    before += gradient[j]! * direction[j]!;
    if (j >= size) continue;
    cross += point[j]! * direction[j]!;
    square += direction[j]! * direction[j]!;
  }
  let [step, low, high] = [1, 0, Infinity];
  for (let trial = 0; ; trial++) {
    const { loss, slope, curvature } = lossOnLine(chosen, logits, along, step, residuals);
    const whole = slope + l2 * (cross + step * square);
    search.dataLoss = loss;
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
 * @returns the heads in the order of `problems`
 */
export function* solveHeads(products: FeatureProducts, rows: HeadRows, problems: readonly HeadProblem[], accuracy: Accuracy): Generator<number, SolvedHead[]> {
  const { classes } = rows;
  const { dimensions } = products;
  const size = classes * dimensions;
  const none = new Float64Array(products.rows * classes);
  const points = problems.map(({ start }) => {
    const point = new Float64Array(size + classes);
    if (start) point.set(start.weight);
    if (start) point.set(start.bias, size);
    return point;
  });
  const logits = problems.map(() => new Float64Array(none.length));
  forwardAll(products, classes, points, logits);
  const searches = problems.map(({ l2, isIn }, at): Search => {
    const chosen = chooseRows(rows, isIn);
    const residuals = new Float64Array(none.length);
    const { loss } = lossOnLine(chosen, logits[at]!, none, 0, residuals);
    const unknown = { gradient: none, gradientNorm: Infinity, iterations: 0, isOver: false };
    return { l2, chosen, lbfgs: createLbfgs(), point: points[at]!, logits: logits[at]!, along: new Float64Array(none.length), residuals, dataLoss: loss, ...unknown };
  });
  const beside = new Float64Array(none.length * problems.length);
  gradientAll(products, classes, searches, beside);
  for (;;) {
    for (const search of searches) search.isOver ||= search.gradientNorm <= accuracy.gradientNorm || search.iterations >= accuracy.iterations;
    const going = searches.filter(({ isOver }) => !isOver);
    if (going.length === 0) break;
    yield Math.max(...going.map(({ gradientNorm }) => gradientNorm));
    const directions = going.map(({ lbfgs, gradient }) => lbfgs.direction(gradient));
    forwardAll(products, classes, directions, going.map(({ along }) => along));
    const before = going.map(({ gradient }) => gradient);
    for (const [at, search] of going.entries()) {
      const direction = directions[at]!;
      const step = exactStep(search, direction, size);
      for (let j = 0; j < direction.length; j++) {
        direction[j]! *= step;
        search.point[j]! += direction[j]!;
      }
      for (let j = 0; j < none.length; j++) search.logits[j]! += step * search.along[j]!;
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
  return searches.map(({ l2, point, logits: own, dataLoss, gradientNorm, iterations }) => {
    const weight = point.slice(0, size);
    const penalty = (l2 / 2) * weight.reduce((sum, value) => sum + value * value, 0);
    return { weight, bias: point.slice(size), loss: dataLoss + penalty, dataLoss, gradientNorm, iterations, logits: own };
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
