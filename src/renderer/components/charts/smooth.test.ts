import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smooth, thinned } from './smooth.ts';

test('weight 0 leaves values as they are, and a constant stays constant at any weight', () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  for (const value of smooth([0.7, 0.7, 0.7, 0.7], 0.9)) expect(value).toBeCloseTo(0.7, 12);
});

test('a smoothed line stays between the extremes it has seen', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (values, weight) => {
      for (const [i, value] of smooth(values, weight).entries()) {
        const seen = values.slice(0, i + 1);
        expect(value).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...seen) + 1e-9);
      }
    }),
  );
});

test('thinning keeps the ends, the extremes and the order, and is short enough', () => {
  const values = Array.from({ length: 50_000 }, (_, i) => Math.sin(i / 700));
  values[31_337] = 40;
  values[20_001] = -40;
  const kept = thinned(values, 2000);
  expect(kept.length).toBeLessThanOrEqual(2002);
  expect([kept[0], kept.at(-1)]).toEqual([0, 49_999]);
  expect(kept).toContain(31_337);
  expect(kept).toContain(20_001);
  expect(kept.toSorted((a, b) => a - b)).toEqual(kept);
  expect(thinned([1, 2, 3], 10)).toEqual([0, 1, 2]);
});
