import fc from 'fast-check';
import { expect, test } from 'vitest';
import { powerBelow } from './power-below.ts';

const differ = (x: number): number => Math.abs(powerBelow(x) / Math.exp(x) - 1);

test('powers of e below 0 to the last bits, small and large, and where they vanish', () => {
  fc.assert(fc.property(fc.double({ min: -745, max: 0, noNaN: true }), (x) => differ(x) < 5e-16 || Math.exp(x) === powerBelow(x)), { numRuns: 2000 });
  expect(Math.max(...Array.from({ length: 33_000 }, (_, n) => differ(-n * 0.0211)))).toBeLessThan(5e-16);
  expect([0, -0, -1e-320, -800, -Infinity, NaN].map(powerBelow)).toEqual([1, 1, 1, 0, 0, NaN]);
});
