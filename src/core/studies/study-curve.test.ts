import { expect, test } from 'vitest';
import type { StudyRow } from '../../shared/study-result.ts';
import { togetherOf } from '../evaluation/accuracy-interval.ts';
import { intervalDraws } from '../training/seeded-random.ts';
import { groupSpread, studyCurve } from './study-curve.ts';
import { summariseStudy } from './summarise-study.ts';

const rowsOf = (shares: readonly number[], accuracies: readonly (readonly number[])[]): StudyRow[] => {
  const cells = shares.map((trainShare) => ({ trainShare }));
  const figures = { trainAccuracy: 1, trainLoss: 0, valLoss: 1, parameters: 1, multiplyAdds: 1, secondsPerEpoch: 1, seconds: 9 };
  return summariseStudy(cells, cells.flatMap((cell, row) => accuracies[row]!.map((accuracy, repeat) => ({ cell, row, repeat, run: row, accuracy, ...figures }))));
};
const counts = [50, 100, 200, 400, 800].map((size) => ({ size, trials: 1000 }));
const accuracies = [[0.64], [0.73], [0.79], [0.838], [0.868]];

test('a clean curve is carried on to twice and four times the pictures, whatever the order of its rows', () => {
  const curve = studyCurve(rowsOf([0.0625, 0.125, 0.25, 0.5, 1], accuracies), counts)!;
  expect(curve.predictions.map(({ size, times, isShown }) => [size, times, isShown])).toEqual([[1600, 2, true], [3200, 4, true]]);
  expect(curve.predictions[0]!.accuracy).toBeCloseTo(0.8909545934, 6);
  const turned = studyCurve(rowsOf([1, 0.5, 0.25, 0.125, 0.0625], accuracies.toReversed()), counts.toReversed());
  expect(turned).toEqual(curve);
});

test('three sizes are too few, and rows without results are none', () => {
  const rows = rowsOf([0.0625, 0.125, 0.25, 0.5, 1], [[0.6], [0.7], [0.8], [], []]);
  expect(studyCurve(rows, counts)!.refused).toContain('few-sizes');
  expect(studyCurve(rowsOf([0.5, 1], [[0.5], []]), counts.slice(0, 2))).toBeNull();
});

const inGroups = (size: number) => (pictures: readonly number[]) => togetherOf(pictures.map((picture) => ({ sha256: `${picture}`, group: `g${Math.floor(picture / size)}` })), intervalDraws);

test('of repeats each picture counts by how often it was right, and the standard error is that of whole groups', () => {
  const right = (...rights: boolean[]) => new Map(rights.map((each, picture) => [picture, each]));
  // Groups of two: right by half, all, half and none over the two repeats; their sums lie 0, 1, 0 and -1 from a mean of one half: sqrt(2 / 3 * 4) / 8.
  const repeats = [right(true, false, true, true, true, false, false, false), right(true, false, true, true, false, true, false, false)];
  const { groups, error } = groupSpread(repeats, inGroups(2))!;
  expect(groups).toBe(4);
  expect(error).toBeCloseTo(Math.sqrt((2 / 3) * 4) / 8, 12);
  expect(groupSpread(repeats, inGroups(1))).toBeUndefined();
  expect(groupSpread(repeats, () => null)).toBeUndefined();
});

test('where pictures of a group are right together the band is that of groups, and of four nothing is said', () => {
  const rows = rowsOf([0.0625, 0.125, 0.25, 0.5, 1], accuracies);
  const of = (groups: number, error: number) => studyCurve(rows, counts.map((each) => ({ ...each, ofGroups: { groups, error } })))!;
  const width = ({ predictions }: { predictions: readonly { low: number; high: number }[] }) => predictions[0]!.high - predictions[0]!.low;
  const alone = studyCurve(rows, counts)!;
  expect(width(of(50, 0.05))).toBeGreaterThan(2 * width(alone));
  expect(of(50, 0.001).predictions).toEqual(alone.predictions);
  expect(of(50, 0.001).independentGroups).toBe(50);
  expect('independentGroups' in alone).toBe(false);
  expect(of(4, 0.001).refused).toEqual(['few-groups']);
  expect(of(4, 0.001).predictions.every(({ isShown }) => !isShown)).toBe(true);
});
