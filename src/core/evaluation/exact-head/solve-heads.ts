import { largest } from './conjugate-gradients.ts';
import type { Centre, FeatureProducts } from './feature-products.ts';
import { bendSpace } from './head-curvature.ts';
import type { BendSpace } from './head-curvature.ts';
import { columnSums, meanLoss, moveAlong, slopesOnLines } from './head-rows.ts';
import type { Beside, Chosen, OnLine } from './head-rows.ts';
import { addPenalty, createSearch, nextShare, weightsBeside } from './head-search.ts';
import type { Accuracy, Search } from './head-search.ts';
import { headsAtOnce } from './heads-at-once.ts';
import { lineSearch } from './line-search.ts';
import { newtonSteps } from './newton-steps.ts';

/** A linear head of features as a solver sees them: logits = weight x (features - mean) / unit + bias. */
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
  /** The largest component of the gradient, of features as they come. */
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

/** What searches hold of all rows, `[heads, rows, classes]` each. One search after the other uses it again: what each let go would lie there until a collector looks. */
export interface HeadSpace {
  /** For so many heads at once. */
  readonly heads: number;
  readonly logits: Float64Array;
  readonly residuals: Float64Array;
  readonly bends: BendSpace;
}

/** For as many heads as are solved at once. */
export const headSpace = (rows: number, classes: number, heads: number): HeadSpace => roomFor(rows, classes, headsAtOnce(rows, classes, heads));

function roomFor(rows: number, classes: number, heads: number): HeadSpace {
  return { heads, logits: new Float64Array(heads * rows * classes), residuals: new Float64Array(heads * rows * classes), bends: bendSpace(rows, classes, heads) };
}

/** Of the mean loss: natural log. */
const asGoodAsNothing = 1e-20;

/** Heads on the lines of their steps, in one product. */
function linesOf(products: FeatureProducts, classes: number, searches: readonly Search[], steps: readonly Float64Array[], space: HeadSpace): { beside: Beside; lines: OnLine[] } {
  const columns = steps.length * classes;
  const along = products.forward(weightsBeside(steps, classes), columns);
  // Those of rows that a head does not learn from stay 0.
  const residuals = space.residuals.subarray(0, products.rows * columns).fill(0);
  const lines = searches.map(({ chosen, logits }, at): OnLine => ({ chosen, logits, first: at * classes, bias: steps[at]!.subarray(-classes), step: 1, slope: 0, curvature: 0 }));
  return { beside: { columns, along, residuals }, lines };
}

function movePoint(point: Float64Array, step: Float64Array, by: number): void {
  for (let j = 0; j < point.length; j++) point[j]! += by * step[j]!;
}

/**
 * Weights or biases `[classes, n]` less their mean over the classes, which changes no answer: that is so at the optimum, and steps from there on keep it
 * (`Bends`). Products in float32 do not quite, and a search that begins where they ended would never get rid of it.
 */
function addingToNothing(values: Float64Array, classes: number): Float64Array {
  const out = values.slice();
  const each = values.length / classes;
  for (let j = 0; j < each; j++) {
    let sum = 0;
    for (let at = j; at < values.length; at += each) sum += values[at]!;
    for (let at = j; at < values.length; at += each) out[at]! -= sum / classes;
  }
  return out;
}

/** Half the residuals of the columns from `first` without their signs: of a row they add up to nothing. */
function doubtOf(residuals: Float64Array, columns: number, first: number, classes: number): number {
  let sum = 0;
  for (let i = first; i < residuals.length; i += columns) for (let c = 0; c < classes; c++) sum += Math.abs(residuals[i + c]!);
  return sum / 2;
}

/** The gradient of each search from the residuals, with one product. */
function gradientAll(products: FeatureProducts, classes: number, searches: readonly Search[], { residuals, columns }: Beside): void {
  const all = products.backward(residuals, columns);
  const sums = columnSums(residuals, columns);
  for (const [at, search] of searches.entries()) {
    addPenalty(search.gradient, all, sums, search.l2, search.point, at, classes);
    search.gradientNorm = largest(search.gradient);
    search.doubt = doubtOf(residuals, columns, at * classes, classes);
  }
}

/**
 * Solves several heads on the same features together, so that each product is one. A generator, so that whoever asks can do other things,
 * or give up, between two iterations; each `yield` tells the largest gradient that is left.
 * @param problems of as many heads as `space` is for
 * @param space whose logits the heads have, until it is used again
 * @param isInVain asked with the logits of all heads where they begin and after each step; ends it
 * @returns the heads in the order of `problems`
 */
export function* solveHeads(
  products: FeatureProducts,
  classes: number,
  problems: readonly HeadProblem[],
  accuracy: Accuracy,
  space: HeadSpace = roomFor(products.rows, classes, problems.length),
  isInVain: (logits: readonly Float64Array[]) => boolean = () => false,
): Generator<number, SolvedHead[]> {
  const size = classes * products.dimensions;
  const length = products.rows * classes;
  const { unit } = products;
  const searches = problems.map(({ l2, chosen, start }, at) => {
    const point = new Float64Array(size + classes);
    if (start) {
      point.set(addingToNothing(start.weight, classes));
      point.set(addingToNothing(start.bias, classes), size);
    }
    return createSearch(l2 / unit ** 2, chosen, point, space.logits.subarray(at * length, (at + 1) * length).fill(0));
  });
  let { beside, lines } = linesOf(products, classes, searches, searches.map(({ point }) => point), space);
  moveAlong(lines, beside);
  for (const line of lines) line.step = 0;
  slopesOnLines(lines, beside);
  gradientAll(products, classes, searches, beside);
  const allLogits = searches.map(({ logits }) => logits);
  for (let going: readonly Search[] = searches; !isInVain(allLogits); ) {
    for (const search of going) {
      search.enough = Math.max(accuracy.gradientNorm / unit, (accuracy.ofDoubts ?? 0) * products.scale * search.doubt);
      search.isOver ||= search.gradientNorm <= search.enough || search.iterations >= accuracy.iterations;
    }
    const standing = going.flatMap((search, at) => (search.isOver ? [] : [{ search, head: lines[at]! }]));
    if (standing.length === 0) break;
    yield* newtonSteps(products, standing, beside, accuracy.iterations, space.bends);
    going = standing.map(({ search }) => search);
    ({ beside, lines } = linesOf(products, classes, going, going.map(({ conjugate }) => conjugate.step), space));
    const looks = going.map((search, at) => lineSearch(search, lines[at]!));
    for (let looking = looks; looking.length > 0; ) {
      slopesOnLines(looking.map(({ line }) => line), beside);
      looking = looking.filter((one) => !one.isFound());
    }
    moveAlong(lines, beside);
    const norms = going.map(({ gradientNorm }) => gradientNorm);
    for (const [at, { point, conjugate }] of going.entries()) movePoint(point, conjugate.step, lines[at]!.step);
    gradientAll(products, classes, going, beside);
    for (const [at, search] of going.entries()) {
      search.iterations++;
      search.share = nextShare(search, norms[at]!);
      // So near its end a step shortens the gradient unless rounding hides it: it is as good as it gets.
      if (Math.abs(looks[at]!.before) < asGoodAsNothing && search.gradientNorm >= norms[at]!) search.isOver = true;
    }
  }
  return searches.map(({ l2, chosen, point, logits, gradientNorm, iterations }) => {
    const dataLoss = meanLoss(chosen, logits);
    const weight = point.slice(0, size);
    const penalty = (l2 / 2) * weight.reduce((sum, value) => sum + value * value, 0);
    return { weight, bias: point.slice(size), loss: dataLoss + penalty, dataLoss, gradientNorm: gradientNorm * unit, iterations, logits };
  });
}

/** The head of features as they come, its biases with sum 0: a constant added to all changes no answer. */
export function uncentred({ weight: scaled, bias }: CentredHead, { mean, unit }: Centre): CentredHead {
  const weight = scaled.map((value) => value / unit);
  const free = bias.map((value, c) => mean.reduce((sum, middle, j) => sum - middle * weight[c * mean.length + j]!, value));
  const middle = free.reduce((sum, value) => sum + value, 0) / free.length;
  return { weight, bias: free.map((value) => value - middle) };
}
