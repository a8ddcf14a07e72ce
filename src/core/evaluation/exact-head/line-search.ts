import type { OnLine } from './head-rows.ts';
import type { Search } from './head-search.ts';

/** So much of the slope may be left: a whole step is good enough almost always. */
const flat = 0.1;

/** Of the first `length` values. A function of its own: V8 makes an object of every value that a variable of several functions takes. */
function dot(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let j = 0; j < length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** Looks for the step along a direction that its slope vanishes at: Newton's method, kept between what is known to be too short and too long. */
export function lineSearch({ l2, point, gradient, conjugate: { step: direction } }: Search, line: OnLine) {
  const size = direction.length - line.bias.length;
  const before = dot(gradient, direction, direction.length);
  const cross = dot(point, direction, size);
  const square = dot(direction, direction, size);
  let [low, high, trial] = [0, Infinity, 0];
  return {
    line,
    /** The slope that it begins with: twice what a whole step would save if second derivatives stayed as they are. */
    before,
    /** The next step, from the slope at this one. @returns whether there is none to be tried */
    isFound(): boolean {
      const { slope, curvature, step } = line;
      const whole = slope + l2 * (cross + step * square);
      if (Math.abs(whole) <= flat * Math.abs(before) || trial++ === 40) return true;
      if (whole > 0) high = step;
      else low = step;
      const newton = step - whole / (curvature + l2 * square);
      if (newton > low && newton < high) line.step = newton;
      else line.step = high === Infinity ? step * 2 : (low + high) / 2;
      return line.step === low || line.step === high;
    },
  };
}
