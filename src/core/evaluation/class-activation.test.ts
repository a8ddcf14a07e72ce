import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classActivation } from './class-activation.ts';

test('each place is the dot product of its channels with the weights', () => {
  // Two channels at three places.
  expect([...classActivation([1, 2, 3, 4, -1, 0.5], [10, 1])]).toEqual([12, 34, -9.5]);
});

test('the mean of the map is the logit of the mean features', () => {
  const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(values, fc.array(values, { minLength: 1, maxLength: 60 }), (weights, places) => {
      const map = classActivation(places.flat(), weights);
      const pooled = weights.map((_, c) => places.reduce((sum, place) => sum + place[c]!, 0) / places.length);
      const logit = pooled.reduce((sum, value, c) => sum + value * weights[c]!, 0);
      expect(map.reduce((sum, value) => sum + value, 0) / map.length).toBeCloseTo(logit, 6);
    }),
  );
});

test('features that are no whole number of places are refused', () => {
  expect(() => classActivation([1, 2, 3], [1, 2])).toThrow(/3 features/);
  expect(() => classActivation([], [1])).toThrow(/0 features/);
  expect(() => classActivation([1], [])).toThrow(/0 channels/);
});
