import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracyAxis, placeOn, placesOfNumbers } from './study-axis.ts';

const figure = (values: number[], low: number | null = null, high: number | null = null) => ({ accuracy: { mean: values[0]!, low, high, n: values.length, median: values[0]!, values } });

test('the axis begins and ends at round accuracies around all that is shown', () => {
  expect(accuracyAxis([figure([0.81, 0.87], 0.78, 0.9)])).toEqual({ low: 0.75, high: 0.9, ticks: [0.75, 0.8, 0.85, 0.9].map((tick) => expect.closeTo(tick)) });
  expect(accuracyAxis([])).toMatchObject({ low: 0, high: 1 });
  expect(accuracyAxis([figure([0.81, 0.87], 0.78, 0.9)], [0.93]).high).toBeCloseTo(0.95);
  expect(accuracyAxis([{ accuracy: null }, figure([1])]).high).toBe(1);
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), (rows) => {
      const axis = accuracyAxis(rows.map((values) => figure(values, values[0]! - 0.3, values[0]! + 0.3)));
      expect(axis.ticks.length).toBeLessThanOrEqual(7);
      expect(axis.high).toBeGreaterThan(axis.low);
      for (const value of rows.flat()) expect(axis.low - 1e-9 <= value && value <= axis.high + 1e-9).toBe(true);
    }),
  );
});

test('places: between the ends; numbers far apart by their logarithms', () => {
  const axis = accuracyAxis([figure([0.5, 0.9])]);
  expect([placeOn(axis, axis.low), placeOn(axis, axis.high), placeOn(axis, -0.4), placeOn(axis, 2)]).toEqual([0, 1, 0, 1]);
  expect(placesOfNumbers([1, 2, 4])).toEqual([0, expect.closeTo(1 / 3), 1]);
  expect(placesOfNumbers([0.001, 0.01, 0.1])).toEqual([0, expect.closeTo(0.5), 1]);
  expect(placesOfNumbers([3])).toEqual([0.5]);
});
