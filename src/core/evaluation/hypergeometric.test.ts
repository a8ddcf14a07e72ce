import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fewHits } from './hypergeometric.ts';

test('by hand: 1 of 3 where 20 of 23 are good; Fisher’s tea, 1 of 4 cups where 4 of 8 are good', () => {
  expect(fewHits(1, 3, 20, 23)).toBeCloseTo((1 + 3 * 20) / 1771, 12);
  expect(fewHits(1, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
  expect(fewHits(500, 1000, 1000, 2000)).toBeGreaterThan(0.5);
});

test('all hits are certain, fewer are less likely', () => {
  const draws = fc.integer({ min: 1, max: 400 }).chain((all) => fc.tuple(fc.integer({ min: 1, max: all }), fc.integer({ min: 0, max: all }), fc.constant(all)));
  fc.assert(
    fc.property(draws, ([drawn, good, all]) => {
      expect(fewHits(drawn, drawn, good, all)).toBeCloseTo(1, 9);
      for (let hits = 1; hits <= drawn; hits += 1) expect(fewHits(hits - 1, drawn, good, all)).toBeLessThanOrEqual(fewHits(hits, drawn, good, all) + 1e-12);
    }),
    { numRuns: 40 },
  );
});
