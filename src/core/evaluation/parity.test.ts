import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { compareProbabilities } from './parity.ts';

test('by hand: the largest difference and the part that agrees', () => {
  const expected = [0.75, 0.25, 0.5, 0.5, 0.125, 0.875, 1, 0];
  const actual = [0.75, 0.25, 0.25, 0.75, 0.125, 0.875, 1, 0];
  expect(compareProbabilities(expected, actual, 2)).toEqual({ images: 4, maxAbsDiff: 0.25, top1Agreement: 0.75 });
});

test('nothing agrees by accident: NaN, missing rows and no images fail', () => {
  expect(() => compareProbabilities([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, Number.NaN], 2)).toThrow('image 1, class 1');
  expect(() => compareProbabilities([0.5, 0.5], [0.5, 0.5, 0.5, 0.5], 2)).toThrow('4 probabilities where the run gave 2');
  expect(() => compareProbabilities([], [], 2)).toThrow('gave 0 probabilities');
});

test('is symmetric, and zero only for equal arrays', () => {
  const pairs = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(pairs, (rows) => {
      const p = Float64Array.from(rows.flatMap(([a]) => [a, 1 - a]));
      const q = Float64Array.from(rows.flatMap(([, b]) => [b, 1 - b]));
      const parity = compareProbabilities(p, q, 2);
      expect(compareProbabilities(q, p, 2)).toEqual(parity);
      expect(parity.maxAbsDiff === 0).toBe(p.every((value, i) => value === q[i]));
      expect(compareProbabilities(p, p, 2)).toEqual({ images: rows.length, maxAbsDiff: 0, top1Agreement: 1 });
    }),
  );
});
