import { createConjugate } from './conjugate-gradients.ts';
import type { Conjugate } from './conjugate-gradients.ts';
import type { Chosen } from './head-rows.ts';

/** The search ends where no component of the gradient is larger, or where float64 allows no further step. */
export interface Accuracy {
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** The search for one head. What it holds are weights, then biases: `[classes x dimensions + classes]`. */
export interface Search {
  readonly l2: number;
  readonly chosen: Chosen;
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly conjugate: Conjugate;
  /** What second derivatives make of the way that `conjugate` asks about. */
  readonly bent: Float64Array;
  /** `[all rows, classes]` */
  readonly logits: Float64Array;
  gradientNorm: number;
  /** How often the features were gone through, forward and back. */
  iterations: number;
  isOver: boolean;
}

/** @param point its own from now on */
export function createSearch(l2: number, chosen: Chosen, point: Float64Array, logits: Float64Array): Search {
  const own = () => new Float64Array(point.length);
  return { l2, chosen, point, gradient: own(), conjugate: createConjugate(point.length), bent: own(), logits, gradientNorm: Infinity, iterations: 0, isOver: false };
}

/** The weights of several searches side by side, `[classes of each, dimensions]`. */
export function weightsBeside(each: readonly Float64Array[], classes: number): Float64Array {
  const size = each[0]!.length - classes;
  const weights = new Float64Array(each.length * size);
  for (const [at, values] of each.entries()) weights.set(values.subarray(0, size), at * size);
  return weights;
}

/** @param all what rows make of the weights side by side @param sums of the biases @param of what the penalty acts on @param at whose */
export function addPenalty(into: Float64Array, all: ArrayLike<number>, sums: Float64Array, l2: number, of: Float64Array, at: number, classes: number): void {
  const size = into.length - classes;
  for (let j = 0; j < size; j++) into[j] = all[at * size + j]! + l2 * of[j]!;
  into.set(sums.subarray(at * classes, (at + 1) * classes), size);
}
