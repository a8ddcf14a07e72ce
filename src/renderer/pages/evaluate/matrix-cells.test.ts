import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAfter, cellSize, classesAround, confusedPairs, drawnClasses, isNamed, matrixEntries, rowTotal, shade } from './matrix-cells.ts';

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

test('cells are as large as all classes allow: a matrix of five fits beside the wall at 1024 px, one of sixty at 1280 px and wider', () => {
  // What the page gives it: 52 % of the stage.
  expect(cellSize(5, 400)).toEqual({ edgePx: 44, isCompact: false });
  expect(cellSize(6, 400)).toEqual({ edgePx: 41, isCompact: false });
  // Scrolled rather than unreadable.
  expect(cellSize(25, 400)).toEqual({ edgePx: 22, isCompact: false });
  expect(cellSize(60, 530)).toEqual({ edgePx: 6, isCompact: true });
  expect(cellSize(60, 2000)).toEqual({ edgePx: 29, isCompact: false });
  fc.assert(
    fc.property(fc.integer({ min: 31, max: 65 }), fc.integer({ min: 530, max: 1500 }), (classes, room) => {
      const { edgePx } = cellSize(classes, room);
      expect(classes * (edgePx + 2)).toBeLessThanOrEqual(room);
      expect(cellSize(classes + 1, room).edgePx).toBeLessThanOrEqual(Math.max(edgePx, 22));
    }),
  );
});

test('a class is found without its accents, with all that it is confused with', () => {
  expect(isNamed('Café au lait', ' CAFE')).toBe(true);
  expect(classesAround(confusion, classes, 'nett')).toEqual([0, 1]);
  expect(classesAround(confusion, classes, 'dock')).toEqual([0, 1, 2]);
  expect(classesAround(confusion, classes, 'oak')).toEqual([]);
});

test('pairs hold every mistake once, both ways together, the most often first', () => {
  expect(confusedPairs(confusion, classes)).toEqual([
    { label: 'dock', predicted: 'nettle', count: 2 },
    { label: 'thistle', predicted: 'dock', count: 1 },
  ]);
  const matrices = fc.integer({ min: 2, max: 8 }).chain((n) => fc.array(fc.array(fc.nat(9), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));
  fc.assert(
    fc.property(matrices, (matrix) => {
      const pairs = confusedPairs(matrix, matrix.map((_, at) => String(at)));
      const mistakes = matrix.reduce((sum, row, at) => sum + rowTotal(row) - row[at]!, 0);
      expect(pairs.reduce((sum, { count }) => sum + count, 0)).toBe(mistakes);
      expect(pairs.map(({ count }) => count)).toEqual(pairs.map(({ count }) => count).toSorted((a, b) => b - a));
    }),
  );
});

test('keys move inside the matrix and stop at its edges', () => {
  const at = { row: 1, column: 2 };
  expect(cellAfter('ArrowRight', false, at, 3)).toEqual(at);
  expect(cellAfter('ArrowUp', false, at, 3)).toEqual({ row: 0, column: 2 });
  expect(cellAfter('Home', false, at, 3)).toEqual({ row: 1, column: 0 });
  expect(cellAfter('End', true, at, 3)).toEqual({ row: 2, column: 2 });
  expect(cellAfter('a', false, at, 3)).toBeNull();
});
