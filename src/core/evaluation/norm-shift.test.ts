import { expect, test } from 'vitest';
import { channelMoments, meanShift, normShift } from './norm-shift.ts';

const norm = { beta: [0.5, -1, 3], gamma: [2, -0.5, 0] };

test('pictures like those it was trained on are at no distance; moved by a deviation, at one; a silent channel says nothing', () => {
  const like = { mean: Float64Array.of(0.5, -1, 9), deviation: Float64Array.of(2, 0.5, 9) };
  expect(normShift(like, norm)).toBe(0);
  expect(normShift({ ...like, mean: Float64Array.of(2.5, -1.5, 9) }, norm)).toBeCloseTo(1, 12);
  expect(normShift({ ...like, deviation: Float64Array.of(4, 0.5, 9) }, norm)).toBeCloseTo(Math.sqrt(0.5), 12);
  expect([meanShift([]), meanShift([{ part: 'stem', distance: 1 }, { part: 'stage1.0', distance: 2 }])]).toEqual([null, 1.5]);
});

test('moments over places and pictures, rows that fill a batch left out', () => {
  const moments = channelMoments(2);
  // Two pictures of two places: channel 0 has 1, 3 and 5, 7; channel 1 has 2 everywhere.
  moments.add(Float32Array.of(2, 2, 6, 2, 99, 99), Float32Array.of(5, 4, 37, 4, 99, 99), 2);
  const { mean, deviation } = moments.told();
  expect([...mean]).toEqual([4, 2]);
  expect(deviation[0]).toBeCloseTo(Math.sqrt(5), 12);
  expect(deviation[1]).toBe(0);
});
