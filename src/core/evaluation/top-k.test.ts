import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { top1, topK } from './top-k.ts';

const twoRows = [0.1, 0.4, 0.1, 0.4, /**/ 0.7, 0.1, 0.15, 0.05];

test('likeliest first, the lower index among equals, no more than there are', () => {
  expect(topK(twoRows, 4, 0, 3).map((one) => one.index)).toEqual([1, 3, 0]);
  expect(topK(twoRows, 4, 1, 2)).toEqual([
    { index: 0, probability: 0.7 },
    { index: 2, probability: 0.15 },
  ]);
  expect(topK(twoRows, 4, 1, 9)).toHaveLength(4);
  expect(() => topK(twoRows, 4, 2, 1)).toThrow('row 2');
});

test('top1 is the first of topK', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), (row) => {
      const first = topK(row, row.length, 0, 1)[0]!;
      expect(top1(row, row.length, 0)).toBe(first.index);
      expect(first.probability).toBe(Math.max(...row));
      expect(row.indexOf(first.probability)).toBe(first.index);
    }),
  );
});

test('NaN and a missing row are errors', () => {
  expect(() => top1([0.5, Number.NaN], 2, 0)).toThrow('class 1 is NaN');
  expect(() => top1([0.5, 0.5], 2, 1)).toThrow('missing');
});
