import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSeen, focusAfter, headingPx, isHeading, layWall, offsetFor, picturesOf, rowOf, topOf, wallGap, wallGrid } from './wall-grid.ts';
import type { WallGroup } from './wall-grid.ts';

const press = (key: string, ctrl = false) => ({ key, ctrl });
const plain = layWall(10, 4);

/** Groups of these sizes, one after the other. */
function groupsOf(counts: readonly number[]): WallGroup[] {
  let start = 0;
  return counts.map((count, at) => {
    const group = { name: `class ${at}`, start, count, used: count };
    start += count;
    return group;
  });
}
const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

test('as many columns as fit, drawn a little larger to fill the width', () => {
  expect(wallGrid(494, 120)).toEqual({ columns: 4, tile: 122 });
  expect(wallGrid(485, 120)).toMatchObject({ columns: 3 });
  expect(wallGrid(10, 120)).toEqual({ columns: 1, tile: 24 });
});

test('a row never is wider than its room, and never leaves room for one more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 140, max: 4000 }), fc.integer({ min: 60, max: 320 }), (width, size) => {
      fc.pre(width >= size);
      const { columns, tile } = wallGrid(width, size);
      expect(columns * tile + (columns - 1) * wallGap).toBeLessThanOrEqual(width);
      expect(tile).toBeGreaterThanOrEqual(size);
      expect((columns + 1) * size + columns * wallGap).toBeGreaterThan(width);
    }),
  );
});

test('without groups there are lines of pictures alone; with them each has a heading and begins a line of its own', () => {
  expect(layWall(10, 4)).toMatchObject({ rows: 3, lines: 3 });
  expect(layWall(0, 4).rows).toBe(0);
  const layout = layWall(10, 4, groupsOf([5, 1, 4]));
  expect(layout).toMatchObject({ rows: 7, lines: 4 });
  expect([0, 1, 2, 3, 4, 5, 6].map((row) => isHeading(layout, row))).toEqual([true, false, false, true, false, true, false]);
  expect([1, 2, 4, 6].map((row) => picturesOf(layout, row))).toEqual([
    { first: 0, length: 4 },
    { first: 4, length: 1 },
    { first: 5, length: 1 },
    { first: 6, length: 4 },
  ]);
  expect([0, 1, 2, 3, 4].map((row) => topOf(layout, row, 100))).toEqual([0, headingPx, headingPx + 100, headingPx + 200, 2 * headingPx + 200]);
});

test('every picture lies in exactly one row, and rows follow each other without a gap', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), fc.nat(50), (counts, columns, alone) => {
      const count = counts.length === 0 ? alone : total(counts);
      const layout = layWall(count, columns, groupsOf(counts));
      const seen: number[] = [];
      let top = 0;
      for (let row = 0; row < layout.rows; row += 1) {
        expect(topOf(layout, row, 100)).toBe(top);
        top += isHeading(layout, row) ? headingPx : 100;
        if (isHeading(layout, row)) continue;
        const { first, length } = picturesOf(layout, row);
        for (let at = first; at < first + length; at += 1) {
          seen.push(at);
          expect(rowOf(layout, at)).toBe(row);
        }
      }
      expect(seen).toEqual(Array.from({ length: count }, (_, at) => at));
    }),
  );
});

test('what is seen first at a place of the wall', () => {
  const layout = layWall(10, 4, groupsOf([5, 1, 4]));
  const second = 2 * 100 + headingPx;
  expect([0, headingPx + 99, headingPx + 100, second, second + headingPx, 9999].map((offset) => firstSeen(layout, offset, 100))).toEqual([
    0, 0, 4, 5, 5, 6,
  ]);
});

test('arrows, pages and ends', () => {
  const go = (key: string, at: number, ctrl = false) => focusAfter(press(key, ctrl), at, plain, 2);
  expect([go('ArrowRight', 3), go('ArrowLeft', 4), go('ArrowLeft', 0), go('ArrowRight', 9)]).toEqual([4, 3, 0, 9]);
  expect([go('ArrowDown', 1), go('ArrowUp', 5), go('ArrowUp', 2)]).toEqual([5, 1, 2]);
  expect([go('PageDown', 1), go('PageUp', 9)]).toEqual([9, 1]);
  expect([go('Home', 6), go('End', 5), go('End', 9), go('Home', 6, true), go('End', 1, true)]).toEqual([4, 7, 9, 0, 9]);
});

test('Down from a column that the next line lacks goes to its last picture, over a heading too', () => {
  expect(focusAfter(press('ArrowDown'), 7, plain, 2)).toBe(9);
  const layout = layWall(10, 4, groupsOf([6, 4]));
  expect(focusAfter(press('ArrowDown'), 3, layout, 2)).toBe(5);
  expect(focusAfter(press('ArrowDown'), 5, layout, 2)).toBe(7);
  expect(focusAfter(press('ArrowUp'), 9, layout, 2)).toBe(5);
  expect(focusAfter(press('End'), 4, layout, 2)).toBe(5);
});

test('other keys, and an empty wall, move nothing', () => {
  expect(focusAfter(press('a'), 1, plain, 2)).toBeNull();
  expect(focusAfter(press('ArrowDown'), -1, layWall(0, 4), 2)).toBeNull();
});

test('a focus always stays on a picture', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.boolean(),
      fc.nat(300),
      sizes,
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
      (key, ctrl, at, counts, isGrouped, columns) => {
        const count = total(counts);
        const next = focusAfter(press(key, ctrl), at, layWall(count, columns, isGrouped ? groupsOf(counts) : []), 3)!;
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
