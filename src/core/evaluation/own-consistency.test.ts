import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestMeasured } from '../../shared/own-consistency.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { drawAgain, ownConsistency, rememberedMs, type SaidAgain } from './own-consistency.ts';

const said = (at: number, isSame: boolean | null): SaidAgain => ({ sha256: `${at}`, given: 'oak', said: isSame === null ? null : isSame ? 'oak' : 'elm', atMs: at });

test('28 of 30 the same is 93 %, and 79 to 98 % (Wilson, by hand)', () => {
  const judgements = Array.from({ length: 30 }, (_, at) => said(at, at >= 2));
  const found = ownConsistency([...judgements, said(77, null)])!;
  expect(found).toMatchObject({ images: 30, agreed: 28, unsure: 1, lastAtMs: 77 });
  // (p + z²/2n ± z sqrt(p q / n + z²/4n²)) / (1 + z²/n) with p = 28/30, z = 1.959964.
  expect([found.share, found.low!, found.high!].map((value) => Math.round(1e4 * value))).toEqual([9333, 7868, 9815]);
});

test('of a picture judged twice the last judgement counts; unsure alone is no figure', () => {
  expect(ownConsistency([said(1, false), said(2, true), { ...said(1, true), atMs: 9 }])).toMatchObject({ images: 2, agreed: 2, lastAtMs: 9 });
  expect([ownConsistency([]), ownConsistency([said(1, null)])]).toEqual([null, null]);
});

test('what may be remembered comes only where nothing else is left, and the longest ago first', () => {
  const now = 100 * rememberedMs;
  const seen = [null, now - 1, now - 2 * rememberedMs, now - 500, null, now - 1000];
  const four = drawAgain(seen, 4, now, seededRandom(1));
  expect(four.rows.toSorted((a, b) => a - b)).toEqual([0, 2, 4, 5]);
  expect([four.remembered, drawAgain(seen, 3, now, seededRandom(1)).remembered, drawAgain(seen, 9, now, seededRandom(1)).rows.length]).toEqual([1, 0, 6]);
});

test('a draw has no picture twice, and every picture comes as often as any other', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 * rememberedMs }))), fc.nat(40), fc.nat(), (seen, count, seed) => {
      const { rows, remembered } = drawAgain(seen, count, 3 * rememberedMs, seededRandom(seed));
      expect(new Set(rows).size).toBe(Math.min(count, seen.length));
      expect(rows).toHaveLength(Math.min(count, seen.length));
      expect(rows.filter((row) => seen[row] !== null && seen[row]! > 2 * rememberedMs)).toHaveLength(remembered);
    }),
  );
  const times = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 2000; seed++) for (const row of drawAgain(times.map(() => null), 3, 0, seededRandom(seed)).rows) times[row]! += 1;
  for (const often of times) expect(Math.abs(often - 600)).toBeLessThan(100);
});

test('the best of models is measured between agreement and its root, however often pictures slip to whatever classes', () => {
  const picture = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 6 }).filter((of) => of.some((one) => one > 0));
  fc.assert(
    fc.property(fc.array(picture, { minLength: 1, maxLength: 20 }), (pictures) => {
      const chances = pictures.map((of) => of.map((one) => one / of.reduce((a, b) => a + b)));
      const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
      const [low, high] = bestMeasured(mean(chances.map((of) => of.reduce((sum, p) => sum + p * p, 0))));
      const best = mean(chances.map((of) => Math.max(...of)));
      expect(best).toBeGreaterThanOrEqual(low - 1e-12);
      expect(best).toBeLessThanOrEqual(high + 1e-12);
    }),
  );
});

test('of pictures in groups the agreement has the interval of whole groups, and none below five', () => {
  const judgements = Array.from({ length: 30 }, (_, at) => said(at, at >= 5));
  const inGroups = (size: number) => (contents: readonly string[]) => togetherOf(contents.map((sha256, at) => ({ sha256, group: `g${Math.floor(at / size)}` })), () => seededRandom(0));
  const [pictures, grouped] = [ownConsistency(judgements)!, ownConsistency(judgements, inGroups(5))!];
  expect(grouped).toMatchObject({ agreed: 25, images: 30, independentGroups: 6 });
  expect(grouped.high! - grouped.low!).toBeGreaterThan(1.3 * (pictures.high! - pictures.low!));
  expect(ownConsistency(judgements, inGroups(1))).toEqual(pictures);
  expect(ownConsistency(judgements, inGroups(10))).toMatchObject({ low: null, high: null, independentGroups: 3 });
});
