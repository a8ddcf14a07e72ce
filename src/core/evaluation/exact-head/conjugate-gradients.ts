/** The largest component without its sign. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

/** Looks for the step at whose end a gradient would vanish if the second derivatives stayed as they are. */
export interface Conjugate {
  /** The way that second derivatives are asked about next; read before `go`. */
  readonly way: Float64Array;
  /** So far. */
  readonly step: Float64Array;
  /** The largest component of the gradient that would be left after it. */
  readonly left: number;
  /** @param enough the largest component of the gradient that may be left */
  begin(gradient: Float64Array, enough: number): void;
  /** @param bent what the second derivatives make of `way` @returns whether `step` is good enough, or nothing more can be told of it */
  go(bent: Float64Array): boolean;
}

/** Conjugate gradients (Hestenes, Stiefel 1952; Nocedal, Wright, Numerical Optimization, 2nd edition, algorithm 5.2). */
export function createConjugate(length: number): Conjugate {
  const [way, step, left] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  let [enough, square, turns, rest] = [0, 0, 0, 0];
  return {
    way,
    step,
    get left() {
      return rest;
    },
    begin(gradient, atMost) {
      [enough, turns] = [atMost, 0];
      step.fill(0);
      // Not `square` itself: V8 makes an object of every value that a variable of several functions takes.
      let sum = 0;
      for (let i = 0; i < length; i++) {
        const down = -gradient[i]!;
        left[i] = down;
        way[i] = down;
        sum += down * down;
      }
      square = sum;
    },
    go(bent) {
      let curvature = 0;
      for (let i = 0; i < length; i++) curvature += way[i]! * bent[i]!;
      // Only rounding makes it so; any way downhill serves whoever has no other.
      if (!(curvature > 0)) {
        if (turns === 0) step.set(way);
        return true;
      }
      const far = square / curvature;
      let [next, most] = [0, 0];
      for (let i = 0; i < length; i++) {
        step[i]! += far * way[i]!;
        const after = left[i]! - far * bent[i]!;
        left[i] = after;
        next += after * after;
        most = Math.max(most, Math.abs(after));
      }
      turns++;
      rest = most;
      if (most <= enough || !(next > 0)) return true;
      const share = next / square;
      for (let i = 0; i < length; i++) way[i] = left[i]! + share * way[i]!;
      square = next;
      return false;
    },
  };
}
