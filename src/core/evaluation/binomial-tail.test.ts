import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomialTail } from './binomial-tail.ts';

test('by hand: three coins, two dice; far tails do not underflow', () => {
  expect(binomialTail(2, 3, 0.5)).toBeCloseTo(0.5, 14);
  expect(binomialTail(1, 2, 1 / 6)).toBeCloseTo(11 / 36, 14);
  expect(binomialTail(2, 2, 1 / 6)).toBeCloseTo(1 / 36, 14);
  // 0.5^1100 is below the smallest float64; more than half of 1101 is half by symmetry.
  expect(binomialTail(551, 1101, 0.5)).toBeCloseTo(0.5, 10);
  expect([binomialTail(0, 9, 0.3), binomialTail(9, 9, 1), binomialTail(1, 9, 0)]).toEqual([1, 1, 0]);
  expect(() => binomialTail(3, 2, 0.5)).toThrow('3 of 2');
  expect(() => binomialTail(1, 2, Number.NaN)).toThrow('1 of 2');
});

test('both tails together are one and the point they share; more successes are never likelier', () => {
  const draws = fc.integer({ min: 1, max: 300 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n), fc.double({ min: 0.01, max: 0.99, noNaN: true })));
  fc.assert(
    fc.property(draws, ([k, n, p]) => {
      const atLeast = binomialTail(k, n, p);
      const below = k === 0 ? 0 : binomialTail(n - k + 1, n, 1 - p);
      expect(atLeast + below).toBeCloseTo(1, 9);
      if (k < n) expect(binomialTail(k + 1, n, p)).toBeLessThanOrEqual(atLeast);
    }),
  );
});
