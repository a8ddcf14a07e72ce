import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConjugate } from './conjugate-gradients.ts';

const size = 6;
const number = fc.double({ min: -2, max: 2, noNaN: true });
const vector = fc.array(number, { minLength: size, maxLength: size });
const times = (matrix: readonly (readonly number[])[], by: Float64Array): Float64Array => Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * by[j]!, 0));

test('after as many turns as there are unknowns the gradient would vanish', () => {
  const data = fc.record({ factor: fc.array(vector, { minLength: size, maxLength: size }), gradient: vector });
  fc.assert(
    fc.property(data, ({ factor, gradient }) => {
      const matrix = factor.map((row, i) => factor.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k]!, i === j ? 1 : 0)));
      const conjugate = createConjugate(size);
      conjugate.begin(Float64Array.from(gradient), 1e-9);
      let turns = 0;
      while (!conjugate.go(times(matrix, conjugate.way)) && turns < 3 * size) turns++;
      const left = times(matrix, conjugate.step).map((value, i) => value + gradient[i]!);
      for (const value of left) expect(Math.abs(value)).toBeLessThan(1e-8);
    }),
  );
});

test('it ends as soon as enough is left, and goes downhill where second derivatives say nothing', () => {
  const conjugate = createConjugate(2);
  conjugate.begin(Float64Array.of(1, 0.5), 0.6);
  expect(conjugate.go(Float64Array.of(-1, -0.5))).toBe(true);
  expect([...conjugate.step]).toEqual([-1, -0.5]);
  conjugate.begin(Float64Array.of(1, 0.5), 0.6);
  expect(conjugate.go(Float64Array.of(0, 0))).toBe(true);
  expect([...conjugate.step]).toEqual([-1, -0.5]);
});
