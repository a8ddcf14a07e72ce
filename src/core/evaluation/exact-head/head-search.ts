import { createConjugate } from './conjugate-gradients.ts';
import type { Conjugate } from './conjugate-gradients.ts';
import type { Chosen } from './head-rows.ts';

/** The search ends where no component of the gradient is larger, or where float64 allows no further step. */
export interface Accuracy {
  readonly gradientNorm: number;
  /** Or than this part of what it would be if no doubts of the head cancelled out, whatever l2 and how large features are. */
  readonly ofDoubts?: number;
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
  /** How unsure it is of its rows: the mean of 1 - the probability of their class. */
  doubt: number;
  /** What of its gradient may be left in the end. */
  enough: number;
  /** So much of its gradient may be left by the next step: little where the last one did what it promised. */
  share: number;
  /** How often the features were gone through, forward and back. */
  iterations: number;
  isOver: boolean;
}

/** Of a gradient, what a step may leave. */
const [least, most] = [0.1, 0.3];

/** @param point its own from now on */
export function createSearch(l2: number, chosen: Chosen, point: Float64Array, logits: Float64Array): Search {
  const own = () => new Float64Array(point.length);
  return { l2, chosen, point, gradient: own(), conjugate: createConjugate(point.length), bent: own(), logits, gradientNorm: Infinity, doubt: 1, share: most, enough: 0, iterations: 0, isOver: false };
}

/** How much the next step may leave: as much as the last one missed what it promised (Eisenstat, Walker 1996, choice 1). What it is good for ends where second derivatives change. @param before the gradient that it began with */
export function nextShare({ gradientNorm, conjugate }: Search, before: number): number {
  return Math.min(most, Math.max(least, Math.abs(gradientNorm - conjugate.left) / before));
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
