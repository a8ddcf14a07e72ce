import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { chosenInterval } from './chosen-interval.ts';
import { normalQuantile } from './normal-quantile.ts';
import { wilsonInterval } from './wilson-interval.ts';

test('quantiles are those of tables (statistics.NormalDist of Python)', () => {
  for (const [tail, z] of [[0.5, 0], [0.025, 1.959963984540054], [0.0125, 2.241402727604947], [0.0025, 2.807033768343811], [0.00025, 3.480756404346646], [2.5e-7, 5.026312836056684]] as const) {
    expect(normalQuantile(tail)).toBeCloseTo(z, 8);
  }
});

const ofPictures = (correct: number, images: number) => ({ correct, images, accuracyInterval: wilsonInterval(correct, images) });

test('one model has the plain interval; more models have wider ones, each around that of fewer', () => {
  expect(chosenInterval(ofPictures(37, 40), 1)).toEqual(wilsonInterval(37, 40));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 200 }), (images, share, models) => {
      const correct = Math.round(share * images);
      const [few, more] = [chosenInterval(ofPictures(correct, images), models)!, chosenInterval(ofPictures(correct, images), models + 1)!];
      expect(more[0]).toBeLessThanOrEqual(few[0]);
      expect(more[1]).toBeGreaterThanOrEqual(few[1]);
    }),
  );
});

test('of the best of twenty equally good models the plain interval misses the truth far more often than one time in twenty, the wide one does not', () => {
  const random = seededRandom(5);
  const misses = { plain: 0, wide: 0 };
  for (let draw = 0; draw < 400; draw++) {
    const best = Math.max(...Array.from({ length: 20 }, () => Array.from({ length: 100 }, () => random() < 0.8).filter(Boolean).length));
    if (wilsonInterval(best, 100)[0] > 0.8) misses.plain += 1;
    if (chosenInterval(ofPictures(best, 100), 20)![0] > 0.8) misses.wide += 1;
  }
  expect(misses.plain).toBeGreaterThan(80);
  expect(misses.wide).toBeLessThan(20);
});

test('of groups the ends lie further off as Bonferroni asks; where all are right it counts groups, and of too few groups there is none', () => {
  const grouped = { correct: 80, images: 100, accuracyInterval: [0.6, 0.9] as const, independentGroups: 12 };
  expect(chosenInterval(grouped, 1)).toEqual([0.6, 0.9]);
  const [low, high] = chosenInterval(grouped, 20)!;
  // t of eleven degrees of freedom at 0.99875 and at 0.975 (scipy).
  const further = 3.8945316638268306 / 2.200985160091639;
  expect(low).toBeCloseTo(0.8 - 0.2 * further, 9);
  expect(high).toBeCloseTo(Math.min(1, 0.8 + 0.1 * further), 9);
  expect(chosenInterval({ ...grouped, correct: 100, accuracyInterval: wilsonInterval(12, 12) }, 20)).toEqual(wilsonInterval(12, 12, normalQuantile(0.00125)));
  expect(chosenInterval({ ...grouped, accuracyInterval: null, independentGroups: 4 }, 20)).toBeNull();
});
