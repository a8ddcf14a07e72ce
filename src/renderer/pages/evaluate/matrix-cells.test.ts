import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAfter, cellSize, drawnClasses, matrixEntries, rowTotal, shade } from './matrix-cells.ts';

const confusion = [
  [8, 2, 0],
  [0, 10, 0],
  [1, 0, 3],
];
const classes = ['dock', 'nettle', 'thistle'];

test('cells are shaded by their part of the true class, rare errors still visibly', () => {
  expect(shade(0, 10, false)).toBe(0);
  expect(shade(0, 0, true)).toBe(0);
  expect(shade(10, 10, true)).toBe(1);
  expect(shade(1, 50, false)).toBeGreaterThan(0.1);
  expect(shade(1, 50, true)).toBeLessThan(0.05);
});

test('more pictures of a class never make its cell paler', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.boolean(), (a, b, isDiagonal) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(shade(less, 500, isDiagonal)).toBeLessThanOrEqual(shade(more, 500, isDiagonal));
      expect(shade(more, 500, isDiagonal)).toBeLessThanOrEqual(1);
    }),
  );
});

test('the table holds every picture, errors first', () => {
  const entries = matrixEntries(confusion, classes);
  expect(entries.map(({ label, predicted, count }) => [label, predicted, count])).toEqual([
    ['dock', 'nettle', 2],
    ['thistle', 'dock', 1],
    ['nettle', 'nettle', 10],
    ['dock', 'dock', 8],
    ['thistle', 'thistle', 3],
  ]);
  expect(entries[0]!.share).toBeCloseTo(0.2);
  expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(confusion.reduce((sum, row) => sum + rowTotal(row), 0));
});

test('of too many classes those with the most errors are drawn, in their order', () => {
  expect(drawnClasses(confusion, 3)).toEqual([0, 1, 2]);
  expect(drawnClasses(confusion, 2)).toEqual([0, 1]);
  expect(
    drawnClasses(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 5, 0],
      ],
      2,
    ),
  ).toEqual([1, 2]);
});

test('cells shrink with the number of classes', () => {
  const sizes = [2, 8, 20, 100].map(cellSize);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(sizes).size).toBe(4);
});

test('keys move inside the matrix and stop at its edges', () => {
  const at = { row: 1, column: 2 };
  expect(cellAfter('ArrowRight', false, at, 3)).toEqual(at);
  expect(cellAfter('ArrowUp', false, at, 3)).toEqual({ row: 0, column: 2 });
  expect(cellAfter('Home', false, at, 3)).toEqual({ row: 1, column: 0 });
  expect(cellAfter('End', true, at, 3)).toEqual({ row: 2, column: 2 });
  expect(cellAfter('a', false, at, 3)).toBeNull();
});
