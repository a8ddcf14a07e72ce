import fc from 'fast-check';
import { expect, test } from 'vitest';
import { focusAfter, offsetFor, wallGap, wallGrid } from './wall-grid.ts';

const press = (key: string, ctrl = false) => ({ key, ctrl });

test('as many columns as fit, drawn a little larger to fill the width', () => {
  expect(wallGrid(512, 120, 17)).toEqual({ columns: 4, rows: 5, tile: 122 });
  expect(wallGrid(511, 120, 16)).toMatchObject({ columns: 4, rows: 4 });
  expect(wallGrid(10, 120, 3)).toEqual({ columns: 1, rows: 3, tile: 24 });
  expect(wallGrid(512, 120, 0).rows).toBe(0);
});

test('a row never is wider than its room, and never leaves room for one more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 140, max: 4000 }), fc.integer({ min: 60, max: 240 }), (width, size) => {
      fc.pre(width >= size);
      const { columns, tile } = wallGrid(width, size, 1);
      expect(columns * tile + (columns - 1) * wallGap).toBeLessThanOrEqual(width);
      expect(tile).toBeGreaterThanOrEqual(size);
      expect((columns + 1) * size + columns * wallGap).toBeGreaterThan(width);
    }),
  );
});

test('arrows, pages and ends', () => {
  const go = (key: string, at: number, ctrl = false) => focusAfter(press(key, ctrl), at, 10, 4, 2);
  expect([go('ArrowRight', 3), go('ArrowLeft', 4), go('ArrowLeft', 0), go('ArrowRight', 9)]).toEqual([4, 3, 0, 9]);
  expect([go('ArrowDown', 1), go('ArrowUp', 5), go('ArrowUp', 2)]).toEqual([5, 1, 2]);
  expect([go('PageDown', 1), go('PageUp', 9)]).toEqual([9, 1]);
  expect([go('Home', 6), go('End', 5), go('End', 9), go('Home', 6, true), go('End', 1, true)]).toEqual([4, 7, 9, 0, 9]);
});

test('Down from a column that the last row lacks goes to the last picture', () => {
  expect(focusAfter(press('ArrowDown'), 7, 10, 4, 2)).toBe(9);
});

test('other keys, and an empty wall, move nothing', () => {
  expect(focusAfter(press('a'), 1, 10, 4, 2)).toBeNull();
  expect(focusAfter(press('ArrowDown'), -1, 0, 4, 2)).toBeNull();
});

test('a focus always stays on a picture', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.boolean(),
      fc.nat(300),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (key, ctrl, at, count, columns) => {
        const next = focusAfter(press(key, ctrl), at, count, columns, 3)!;
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThan(count);
      },
    ),
  );
});

test('scrolled as little as needed to see a row', () => {
  expect([offsetFor(200, 100, 150, 400), offsetFor(100, 100, 150, 400), offsetFor(500, 100, 150, 400)]).toEqual([
    null,
    100,
    200,
  ]);
});
