import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { processorMs } from '../../../test/processor-ms.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { accuracyInterval, someTogether, togetherOf } from './accuracy-interval.ts';
import { scoreInterval, wilsonInterval } from './wilson-interval.ts';

const begin = () => seededRandom(0);
/** `sizes` of groups, one after the other. */
const pictures = (sizes: readonly number[]) => sizes.flatMap((size, group) => Array.from({ length: size }, (_, at) => ({ sha256: `${group}-${at}`, group: `g${group}` })));

test('pictures that nobody said belong together, and groups of one picture, are counted alone', () => {
  const right = [true, true, false, true, true, true];
  const plain = { accuracyInterval: wilsonInterval(5, 6), independentGroups: null };
  expect(accuracyInterval(right, null)).toEqual(plain);
  expect(togetherOf(right.map((_, at) => ({ sha256: `${at % 2}`, group: null })), begin)).toBeNull();
  expect(accuracyInterval(right, togetherOf(pictures([1, 1, 1, 1, 1, 1]), begin))).toEqual(plain);
});

test('ten pictures of each of six groups, all right or all wrong in a group, say as much as six', () => {
  const right = [true, true, true, true, true, false].flatMap((one) => Array.from({ length: 10 }, () => one));
  const { accuracyInterval: interval, independentGroups } = accuracyInterval(right, togetherOf(pictures([10, 10, 10, 10, 10, 10]), begin));
  expect(independentGroups).toBe(6);
  // By hand: left out in turn, means of 4/5 (five times) and 1; standard error 1/6, that of five pictures alone; t of five degrees of freedom 2.570582 in place of 1.959964: 2.9067 pictures.
  const [low, high] = scoreInterval(5 / 6, 5 * (1.959963984540054 / 2.5705818356363146) ** 2);
  expect(interval).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  expect([low, high]).toEqual([expect.closeTo(0.3, 1), expect.closeTo(0.98, 1)]);
});

test('all right says what the groups say, and of four groups nothing can be said', () => {
  expect(accuracyInterval(Array.from({ length: 50 }, () => true), togetherOf(pictures([10, 10, 10, 10, 10]), begin)).accuracyInterval).toEqual(wilsonInterval(5, 5));
  expect(accuracyInterval(Array.from({ length: 40 }, () => true), togetherOf(pictures([10, 10, 10, 10]), begin))).toEqual({ accuracyInterval: null, independentGroups: 4 });
});

test('beside groups, pictures of equal content and no group are one', () => {
  const of = [...pictures([2, 1, 1, 1]), { sha256: 'same', group: null }, { sha256: 'same', group: null }, { sha256: 'other', group: null }];
  const together = togetherOf(of, begin);
  expect(accuracyInterval(of.map(() => true), together).independentGroups).toBe(6);
  expect(someTogether(together, [0, 1, 5])!.keys).toEqual(['group g0', 'group g0', 'same']);
});

test('holds the accuracy, is never narrower than that of the pictures, the same whenever it is asked, and whatever groups are called', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), { minLength: 5, maxLength: 25 }), (groups) => {
      fc.pre(groups.some((own) => own.length > 1));
      const right = groups.flat();
      const of = pictures(groups.map((own) => own.length));
      const told = accuracyInterval(right, togetherOf(of, begin));
      const [low, high] = told.accuracyInterval!;
      const correct = right.filter(Boolean).length;
      const [plainLow, plainHigh] = wilsonInterval(correct, right.length);
      expect(low).toBeLessThanOrEqual(plainLow);
      expect(high).toBeGreaterThanOrEqual(plainHigh);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(accuracyInterval(right, togetherOf(of.map((one) => ({ ...one, group: `another ${one.group}` })), begin))).toEqual(told);
    }),
    { numRuns: 25 },
  );
});

test('10,000 pictures in 5,000 groups take less than a second of a processor', () => {
  const of = pictures(Array.from({ length: 5000 }, () => 2));
  expect(processorMs(() => accuracyInterval(of.map((_, at) => at % 10 !== 0), togetherOf(of, begin)))).toBeLessThan(1000);
});
