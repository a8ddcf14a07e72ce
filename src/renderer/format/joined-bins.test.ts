import { expect, test } from 'vitest';
import type { ReliabilityBin } from '../../shared/calibration.ts';
import { joinedBins } from './joined-bins.ts';

const bin = (at: number, n: number, right: number): ReliabilityBin => ({ low: at / 15, high: (at + 1) / 15, n, confidence: (at + 0.5) / 15, accuracy: right / n });

test('few pictures: neighbours together until each dot has ten; no picture is lost, and means are weighted', () => {
  // 36 pictures in eight bins, as a small project has them.
  const bins = [bin(4, 1, 0), bin(6, 2, 2), bin(8, 3, 1), bin(9, 4, 4), bin(10, 3, 2), bin(11, 5, 5), bin(13, 7, 6), bin(14, 11, 11)];
  const joined = joinedBins(bins);
  expect(joined.map(({ n }) => n)).toEqual([13, 12, 11]);
  expect(joined.map(({ low, high }) => [low * 15, high * 15])).toEqual([[4, 11], [11, 14], [14, 15]]);
  expect(joined[1]!.accuracy).toBeCloseTo(11 / 12, 12);
  expect(joined[1]!.confidence).toBeCloseTo((5 * 11.5 + 7 * 13.5) / 12 / 15, 12);
});

test('bins of many pictures stay as they are; fewer than ten in all are one', () => {
  const many = [bin(3, 40, 10), bin(14, 60, 58)];
  expect(joinedBins(many)).toEqual(many);
  expect(joinedBins([bin(3, 4, 1), bin(9, 3, 2)])).toMatchObject([{ n: 7, low: 3 / 15, high: 10 / 15 }]);
  expect(joinedBins([])).toEqual([]);
});
