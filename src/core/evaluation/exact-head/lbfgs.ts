/** So many steps are remembered. */
const memory = 10;

export interface Lbfgs {
  /** The step before and how it changed the gradient. */
  remember(step: Float64Array, change: Float64Array): void;
  /** Downhill from a point with this gradient. */
  direction(gradient: Float64Array): Float64Array;
  forget(): void;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

function addTo(target: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * values[i]!;
}

/** The two-loop recursion of L-BFGS (Nocedal, Wright, Numerical Optimization, 2nd edition, algorithm 7.4). */
export function createLbfgs(): Lbfgs {
  const steps: { step: Float64Array; change: Float64Array; inverse: number }[] = [];
  return {
    remember(step, change) {
      const curvature = dot(step, change);
      if (!(curvature > 0)) return;
      steps.push({ step, change, inverse: 1 / curvature });
      if (steps.length > memory) steps.shift();
    },
    direction(gradient) {
      const direction = gradient.slice();
      const factors: number[] = [];
      for (const { step, change, inverse } of steps.toReversed()) {
        const factor = inverse * dot(step, direction);
        factors.push(factor);
        addTo(direction, -factor, change);
      }
      const last = steps.at(-1);
      const scale = last ? 1 / (last.inverse * dot(last.change, last.change)) : 1;
      for (let i = 0; i < direction.length; i++) direction[i]! *= -scale;
      for (const { step, change, inverse } of steps) addTo(direction, -factors.pop()! - inverse * dot(change, direction), step);
      return direction;
    },
    forget: () => void steps.splice(0),
  };
}
