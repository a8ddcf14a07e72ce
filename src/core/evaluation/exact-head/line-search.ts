import type { OnLine } from './head-rows.ts';
import type { Search } from './head-search.ts';

/** So much of the slope may be left: a whole step is good enough almost always. */
const flat = 0.1;

/** Looks for the step along a direction that its slope vanishes at: Newton's method, kept between what is known to be too short and too long. */
export function lineSearch({ l2, point, gradient, conjugate: { step: direction } }: Search, line: OnLine) {
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
