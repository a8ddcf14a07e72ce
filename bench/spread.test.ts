import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleaved, spreadOf } from './spread.ts';

test('the median is the middle one, whatever the order; one odd round does not move it', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 3 });
  fc.assert(
    fc.property(numbers, (values) => {
      const { median, least, most } = spreadOf(values);
      expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(values.length / 2);
      expect([least, most]).toEqual([Math.min(...values), Math.max(...values)]);
    }),
  );
  for (const bad of [[], [Number.NaN], [1, Infinity]]) expect(() => spreadOf(bad)).toThrow(RangeError);
});

test('a busy spell falls on every figure of its round, not on one of them', async () => {
  const order: string[] = [];
  const values = await interleaved(['graph', 'loop', 'forward'], 3, async (cell, round) => {
    order.push(cell);
    return round === 1 ? 50 : 100;
  });
  expect(order.join(' ')).toBe('graph loop forward forward loop graph graph loop forward');
  for (const of of values.values()) expect(of).toEqual([100, 50, 100]);
});
