import { expect, test } from 'vitest';
import type { StudyRow } from '../../shared/study-result.ts';
import { studyCurve } from './study-curve.ts';
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
