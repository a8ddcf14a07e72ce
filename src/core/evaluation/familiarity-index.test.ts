import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { familiarityIndex, familiarOf, keptPlaces, leastSquare, squaredDistances } from './familiarity-index.ts';
import { plainFamiliarity } from './plain-familiarity.fixture.ts';

const golden = JSON.parse(readFileSync(new URL('../../../test/golden/none-of-these.json', import.meta.url), 'utf8')) as { bank: number[][]; known: number[][]; unknown: number[][] };
const dimensions = 6;

test('an index of a byte a value scores as the bank of its own rows does, and within its rounding as that of the features', () => {
  const [bank, asked] = [golden.bank.flat(), [...golden.known, ...golden.unknown].flat()];
  const index = familiarityIndex(Float32Array.from(bank), dimensions, 5);
  const scores = familiarOf(index)(asked).map(({ score }) => score);
  expect(scores).toEqual(plainFamiliarity(index.rows, dimensions, 5, asked).map((score) => expect.closeTo(score, 9)));
  const exact = plainFamiliarity(bank, dimensions, 5, asked);
  for (const [i, score] of scores.entries()) expect(Math.abs(score - exact[i]!)).toBeLessThan(0.01);
});

test('the nearest pictures come first; one that is the same is at the least distance and no nearer', () => {
  const index = familiarityIndex(Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0), 2, 1);
  const [same, zero] = familiarOf(index, 4)(Float32Array.of(0, 3, 0, 0));
  expect(same).toEqual({ score: -Math.sqrt(leastSquare), nearest: [1, 2, 3, 0] });
  // Zeros stay zeros: at distance 1 from all but zeros.
  expect(zero!.nearest[0]).toBe(3);
  expect(familiarOf(index)(Float32Array.of(-1, 0))[0]!.score).toBeCloseTo(-1, 12);
});

test('how long features are changes nothing', () => {
  const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 6 }), row, fc.integer({ min: 2, max: 9 }), (bank, asked, factor) => {
      const of = (scale: number) => familiarOf(familiarityIndex(Float32Array.from(bank.flat(), (value) => value * scale), 4, 2))(asked.map((value) => value * factor))[0]!.score;
      expect(of(factor)).toBeCloseTo(of(1), 6);
    }),
  );
});

test('rows that are asked together score as each alone, to the last bit, by the k-th of all their distances in order', () => {
  const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 12 }), fc.array(row, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 4 }), (bank, asked, k) => {
      const index = familiarityIndex(Float32Array.from(bank.flat()), 3, k);
      const scores = familiarOf(index)(asked.flat()).map(({ score }) => score);
      expect(scores).toEqual(asked.map((own) => familiarOf(index)(own)[0]!.score));
      expect(scores).toEqual(Array.from(squaredDistances(index)(asked.flat()), (squares) => -Math.sqrt(squares.toSorted()[k - 1]!)));
    }),
  );
});

test('of more pictures than 64 MiB hold so many are kept, evenly spread', () => {
  expect(keptPlaces(3, 512)).toEqual([0, 1, 2]);
  const kept = keptPlaces(100_000, 2048);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([32_768, 0, 99_996]);
  expect(new Set(kept).size).toBe(kept.length);
});
