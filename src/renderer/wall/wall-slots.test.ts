import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlots } from './wall-slots.ts';

const range = (from: number, length: number) => Array.from({ length }, (_, at) => from + at);

test('rows that stay keep their element, a row that comes takes the one left', () => {
  const slots = createSlots();
  expect(slots([0, 1, 2])).toEqual([0, 1, 2]);
  expect(slots([1, 2, 3])).toEqual([1, 2, 0]);
  expect(slots([2, 3, 4, 5])).toEqual([2, 0, 1, 3]);
  expect(slots([100, 101])).toEqual([2, 0]);
  expect(slots([101, 102, 103])).toEqual([0, 2, 1]);
});

test('no element is used twice, none is moved while its row stays, and there are never more than rows at once', () => {
  const views = fc.array(fc.record({ from: fc.nat(40), length: fc.integer({ min: 0, max: 12 }), focus: fc.nat(60) }));
  fc.assert(
    fc.property(views, (steps) => {
      const slots = createSlots();
      let before = new Map<number, number>();
      let most = 0;
      for (const { from, length, focus } of steps) {
        const rows = [...new Set([...range(from, length), focus])].toSorted((a, b) => a - b);
        most = Math.max(most, rows.length);
        const given = slots(rows);
        expect(new Set(given).size).toBe(rows.length);
        expect(Math.max(...given)).toBeLessThan(most);
        const now = new Map(rows.map((row, at) => [row, given[at]!]));
        for (const [row, slot] of now) if (before.has(row)) expect(slot).toBe(before.get(row));
        before = now;
      }
    }),
  );
});
