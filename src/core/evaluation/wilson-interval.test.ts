import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { wilsonInterval } from './wilson-interval.ts';

test('equals statsmodels 0.15 proportion_confint(k, n, 0.05, "wilson")', () => {
  const rows: [number, number, number, number][] = [
    [0, 10, 0, 0.27753279986288926],
    [1, 1, 0.2065493143772374, 1],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [95, 100, 0.8882495307680808, 0.9784563208456319],
    [48, 57, 0.7263682305936197, 0.9146420402964472],
    [9990, 10_000, 0.9981600556125619, 0.9994567140135028],
  ];
  for (const [successes, trials, low, high] of rows) {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 14);
    expect(interval[1]).toBeCloseTo(high, 14);
  }
});

test('by hand: 1 of 2 with z = 2 is 1/2 ± 1/sqrt(6)', () => {
  // centre (1/2 + 1) / (1 + 2) = 1/2; half width 2/3 · sqrt(1/8 + 1/4) = sqrt(3/8)·2/3 = 1/sqrt(6)
  const [low, high] = wilsonInterval(1, 2, 2);
  expect(low).toBeCloseTo(0.5 - 1 / Math.sqrt(6), 15);
  expect(high).toBeCloseTo(0.5 + 1 / Math.sqrt(6), 15);
});

test('nothing tried is [0, 1]; the ends are exact; nonsense is refused', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  expect(wilsonInterval(0, 7)[0]).toBe(0);
  expect(wilsonInterval(7, 7)[1]).toBe(1);
  expect(() => wilsonInterval(3, 2)).toThrow('3 of 2');
  expect(() => wilsonInterval(-1, 2)).toThrow('-1 of 2');
  expect(() => wilsonInterval(0.5, 2)).toThrow('0.5 of 2');
});

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

test('lies in [0, 1], holds the proportion, is symmetric and narrows with more trials', () => {
  fc.assert(
    fc.property(counts, ([successes, trials]) => {
      const [low, high] = wilsonInterval(successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
      const [mirroredLow, mirroredHigh] = wilsonInterval(trials - successes, trials);
      expect(mirroredLow).toBeCloseTo(1 - high, 12);
      expect(mirroredHigh).toBeCloseTo(1 - low, 12);
      const [moreLow, moreHigh] = wilsonInterval(successes * 4, trials * 4);
      expect(moreHigh - moreLow).toBeLessThan(high - low);
    }),
  );
});
