import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { rankNeeded, scoreRule, setThreshold } from './answer-sets.ts';
import { falseAlarmsAtMost, familiarityRule } from './detection.ts';
import { groupInterval } from './group-interval.ts';
import { groupThreshold } from './group-threshold.ts';

const begin = () => seededRandom(0);
/** `sizes` of groups, one after the other. */
const inGroups = (sizes: readonly number[]) => togetherOf(sizes.flatMap((size, group) => Array.from({ length: size }, (_, at) => ({ sha256: `${group}-${at}`, group: `g${group}` }))), begin)!;
const alike = (groups: number, size: number) => Array.from({ length: groups * size }, (_, at) => Math.floor(at / size));

test('by hand: groups weigh alike, whatever their size', () => {
  // One value of a group, nine of another: 1.5 of 3 weights are reached by five ninths and the one.
  expect(groupThreshold([5.5, 1, 2, 3, 4, 5, 6, 7, 8, 9], inGroups([1, 9]), 0.5)).toBe(5.5);
  // Ten like values of each of twelve groups are twelve values: 11.7 of 13 weights need the twelfth, where 109 of 121 pictures would do with the eleventh.
  expect(groupThreshold(alike(12, 10), inGroups(Array<number>(12).fill(10)), 0.9)).toBe(11);
  expect(alike(12, 10)[rankNeeded(120, 0.9) - 1]).toBe(10);
});

test('of too few groups there is none, however many pictures they have', () => {
  expect(groupThreshold(alike(8, 50), inGroups(Array<number>(8).fill(50)), 0.9)).toBeNull();
  expect(groupThreshold(alike(9, 50), inGroups(Array<number>(9).fill(50)), 0.9)).toBe(8);
});

test('groups of one value give the value that split conformal prediction gives', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 50, max: 99 }), (values, percent) => {
      const rank = rankNeeded(values.length, percent / 100);
      const found = groupThreshold(values, inGroups(values.map(() => 1)), percent / 100);
      if (rank > values.length) expect(found).toBeNull();
      // -0 and 0 are one.
      else expect(found! + 0).toBe(Float64Array.from(values).toSorted()[rank - 1]! + 0);
    }),
  );
});

test('pictures of new groups are covered as often as is said, where counting pictures covers fewer', () => {
  const random = seededRandom(7);
  const draws = 400;
  const covered = { groups: 0, pictures: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const sizes = Array.from({ length: 10 }, () => 1 + Math.floor(20 * random()));
    // Hard groups are hard as a whole.
    const scores = sizes.flatMap((size) => {
      const hard = random();
      return Array.from({ length: size }, () => hard + 0.1 * random());
    });
    const anew = random() + 0.1 * random();
    const together = inGroups(sizes);
    if (anew <= groupThreshold(scores, together, 0.8)!) covered.groups += 1;
    if (anew <= scores.toSorted((a, b) => a - b)[rankNeeded(scores.length, 0.8) - 1]!) covered.pictures += 1;
  }
  // Two standard errors of 400 draws are 4 points.
  expect(covered.groups / draws).toBeGreaterThan(0.76);
  expect(covered.groups / draws).toBeLessThan(0.92);
  expect(covered.pictures).toBeLessThan(covered.groups - 10);
});

test('answer sets and the alarm count groups where pictures belong together, and pictures where each is alone', () => {
  const probabilities = alike(12, 10).flatMap((group) => [1 - group / 20, group / 20]);
  const labels = Array<number>(120).fill(0);
  const [rule, together, alone] = [scoreRule('lac'), inGroups(Array<number>(12).fill(10)), inGroups(Array<number>(120).fill(1))];
  expect(setThreshold(probabilities, labels, 2, 0.9, rule, together)).toBeCloseTo(11 / 20, 12);
  expect(setThreshold(probabilities, labels, 2, 0.9, rule)).toBeCloseTo(10 / 20, 12);
  expect(setThreshold(probabilities, labels, 2, 0.9, rule, alone)).toBe(setThreshold(probabilities, labels, 2, 0.9, rule));
  expect(setThreshold(probabilities, labels, 2, 0.95, rule, together)).toBeNull();

  const known = alike(12, 10).map((group) => -1 - group / 20);
  expect(familiarityRule(known, 0.1, together)).toEqual({ threshold: expect.closeTo(-1 - 11 / 20, 12), falseAlarmRate: 0.1, band: null, images: 120, independentGroups: 12 });
  expect(familiarityRule(known, 0.05, together)).toMatchObject({ threshold: null, band: null, independentGroups: 12 });
  expect(familiarityRule(known, 0.1, alone)).toEqual(familiarityRule(known, 0.1));
  expect(familiarityRule(known, 0.1)).toMatchObject({ threshold: expect.closeTo(-1 - 10 / 20, 12), band: expect.anything(), independentGroups: null });
  // Whose scores those of another number of pictures are, nobody knows.
  expect(familiarityRule(known.slice(1), 0.1, together)).toEqual(familiarityRule(known.slice(1), 0.1));
});

test('what false alarms explain at most: the high end of the band of pictures; of groups that of what is flagged of whole ones; nothing without a threshold', () => {
  const known = alike(40, 5).map((group, at) => -1 - group / 20 - at / 1e4);
  const together = inGroups(Array<number>(40).fill(5));
  const [ofPictures, ofGroups] = [familiarityRule(known, 0.05), familiarityRule(known, 0.05, together)];
  expect(falseAlarmsAtMost(known, ofPictures, null)).toBe(ofPictures.band!.high);
  const flagged = known.map((score) => score < ofGroups.threshold!);
  const most = falseAlarmsAtMost(known, ofGroups, together)!;
  expect(most).toBe(groupInterval(flagged, together.keys)![1]);
  expect([most > flagged.filter(Boolean).length / known.length, most < 0.25]).toEqual([true, true]);
  const few = inGroups(Array<number>(8).fill(25));
  expect(falseAlarmsAtMost(known, familiarityRule(known, 0.05, few), few)).toBeNull();
});
