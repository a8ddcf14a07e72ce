import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { chosenOf, leastSure, mixedNext, usualMethod } from './mixed-next.ts';

test('one of five is drawn, at places that tell nothing; the chosen ones keep their order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 60 }), fc.nat(50), fc.nat(), (count, restCount, chosenCount, seed) => {
      const rest = Array.from({ length: restCount }, (_, at) => at);
      const chosen = rest.slice(0, chosenCount).toReversed();
      const mixed = mixedNext(chosen, rest, count, seededRandom(seed));
      expect(new Set(mixed.map(({ row }) => row)).size).toBe(Math.min(count, restCount));
      const own = mixed.filter(({ isRandom }) => !isRandom).map(({ row }) => row);
      expect(own).toEqual(chosen.slice(0, chosenOf(Math.min(count, restCount))));
    }),
  );
  const drawnAt = Array.from({ length: 20 }, () => 0);
  const rest = Array.from({ length: 100 }, (_, at) => at);
  for (let seed = 0; seed < 1000; seed++) for (const [at, { isRandom }] of mixedNext(rest, rest, 20, seededRandom(seed)).entries()) drawnAt[at]! += Number(isRandom);
  expect(drawnAt.reduce((a, b) => a + b)).toBe(4000);
  for (const times of drawnAt) expect(Math.abs(times - 200)).toBeLessThan(60);
});

test('the least sure come first; typical ones until there are 50 labels a class', () => {
  const probabilities = Float32Array.from([0.5, 0.3, 0.2, 0.34, 0.33, 0.33, 0.9, 0.1, 0, 0.45, 0.1, 0.45]);
  expect(leastSure(probabilities, 3, [0, 1, 2, 3])).toEqual([3, 1, 0, 2]);
  expect([usualMethod(299, 6), usualMethod(300, 6), usualMethod(500, 1), usualMethod(0, 0)]).toEqual(['typical', 'uncertain', 'typical', 'typical']);
});
