import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandBetween, chooseUnder, picturesUnder } from './wall-band.ts';
import { headingPx, isHeading, layWall, picturesOf, topOf, wallGap } from './wall-grid.ts';
import { nothingSelected, selectOnly } from './wall-selection.ts';

const sizes = { tile: 98, cell: 98, pitch: 100 };
const at = (x: number, y: number) => ({ x, y });
const under = (layout: ReturnType<typeof layWall>, from: { x: number; y: number }, to: { x: number; y: number }) =>
  picturesUnder(layout, bandBetween(from, to), sizes).flatMap(({ first, length }) => Array.from({ length }, (_, i) => first + i));

test('a band chooses what it touches, whichever way it is drawn, and not what lies beside it', () => {
  const layout = layWall(10, 4);
  expect(under(layout, at(150, 50), at(250, 150))).toEqual([1, 2, 5, 6]);
  expect(under(layout, at(250, 150), at(150, 50))).toEqual([1, 2, 5, 6]);
  expect(under(layout, at(98, 0), at(100, 500))).toEqual([]);
  expect(under(layout, at(450, 250), at(230, 220))).toEqual([]);
  expect(under(layout, at(-20, 250), at(130, 900))).toEqual([8, 9]);
  expect(under(layWall(0, 4), at(0, 0), at(500, 500))).toEqual([]);
});

test('headings are no pictures', () => {
  const groups = [{ name: 'a', start: 0, count: 5, used: 5 }, { name: 'b', start: 5, count: 1, used: 1 }];
  const layout = layWall(6, 4, groups);
  expect(under(layout, at(0, 0), at(90, headingPx))).toEqual([]);
  expect(under(layout, at(0, 0), at(90, 3 * headingPx + 200))).toEqual([0, 4, 5]);
});

test('what was chosen stays with Shift, and is gone without', () => {
  const before = selectOnly(nothingSelected(10), 9);
  const chosen = (keep: boolean) => chooseUnder(before, [{ first: 1, length: 2 }, { first: 5, length: 2 }], keep);
  expect(chosen(true)).toMatchObject({ count: 5, anchor: 1, focus: 6 });
  expect([...chosen(false).mask]).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 0, 0]);
  expect(chooseUnder(before, [], true)).toBe(before);
  expect(chooseUnder(before, [], false).count).toBe(0);
});

test('exactly the pictures whose squares meet the band, whatever the wall', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 5 });
  const place = fc.integer({ min: -50, max: 1500 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 6 }), place, place, place, place, (all, columns, x, y, x2, y2) => {
      let start = 0;
      const groups = all.map((count) => ({ name: '', start: (start += count) - count, count, used: count }));
      const layout = layWall(start, columns, groups);
      const band = bandBetween(at(x, y), at(x2, y2));
      const expected: number[] = [];
      for (let row = 0; row < layout.rows; row += 1) {
        if (isHeading(layout, row)) continue;
        const top = topOf(layout, row, sizes.pitch);
        const { first, length } = picturesOf(layout, row);
        for (let column = 0; column < length; column += 1) {
          const left = column * (sizes.tile + wallGap);
          const meets = left < band.right && left + sizes.tile > band.left && top < band.bottom && top + sizes.cell > band.top;
          if (meets) expected.push(first + column);
        }
      }
      expect(under(layout, at(x, y), at(x2, y2))).toEqual(expected);
    }),
  );
});
