import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochOrder, headSalt, hiddenSalt, initialLinear, mixSeed, seededRandom } from './seeded-random.ts';

const seed = fc.integer({ min: 0, max: 0xffffffff });

test('an epoch sees every picture once, in an order that seed and epoch alone decide', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), seed, fc.nat(1000), (count, s, epoch) => {
      const order = epochOrder(count, s, epoch);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(epochOrder(count, s, epoch)).toEqual(order);
    }),
  );
});

test('other epochs and other seeds have other orders', () => {
  fc.assert(
    fc.property(seed, fc.nat(1000), (s, epoch) => {
      const order = epochOrder(50, s, epoch).join();
      expect(epochOrder(50, s, epoch + 1).join()).not.toBe(order);
      expect(epochOrder(50, (s + 1) >>> 0, epoch).join()).not.toBe(order);
    }),
  );
});

test('every picture comes first equally often', () => {
  const first = new Float64Array(5);
  for (let epoch = 0; epoch < 5000; epoch++) first[epochOrder(5, 7, epoch)[0]!]!++;
  // 1000 each; five standard deviations are 141.
  for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(141);
});

test('mulberry32 gives its known numbers and a flat histogram', () => {
  // The published C function with state 1, divided by 2^32.
  const random = seededRandom(1);
  expect([random(), random(), random()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
  const bins = new Float64Array(10);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 10)]!++;
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(480);
});

test('mixed seeds differ with each of their parts and with their order', () => {
  const seeds = new Set<number>();
  for (let a = 0; a < 50; a++) for (let b = 0; b < 50; b++) seeds.add(mixSeed(a, b));
  expect(seeds.size).toBe(2500);
  expect(mixSeed(3, 1, 2)).not.toBe(mixSeed(3, 2, 1));
});

test('a new classifier is uniform within 1 / sqrt(features)', () => {
  const { weight, bias } = initialLinear(7, 400, 3, headSalt);
  expect([weight.length, bias.length]).toEqual([2800, 7]);
  const mean = weight.reduce((sum, w) => sum + w, 0) / weight.length;
  const variance = weight.reduce((sum, w) => sum + w * w, 0) / weight.length;
  expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.05));
  expect(Math.abs(mean)).toBeLessThan(0.003);
  expect(variance).toBeGreaterThan((0.05 ** 2 / 3) * 0.93);
  expect(variance).toBeLessThan((0.05 ** 2 / 3) * 1.07);
  expect(initialLinear(7, 400, 3, headSalt).weight).toEqual(weight);
  expect(initialLinear(7, 400, 4, headSalt).weight).not.toEqual(weight);
  expect(initialLinear(7, 400, 3, hiddenSalt).weight).not.toEqual(weight);
});
