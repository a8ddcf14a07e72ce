import { expect, test } from 'vitest';
import type { CutFigures } from '../../../shared/contract/backbone-calls.ts';
import { expectedMemory, expectedSeconds } from './cost.ts';

const cut = (name: string, trainGmac: number): CutFigures => ({
  cut: name,
  trainGmac,
  frozenParameters: 0,
  trainableParameters: 0,
  cacheBytes: 0,
  memoryBytes: trainGmac * 1e9,
});
const cuts = [cut('stem', 6), cut('stage4', 1.5), cut('head', 0)];

test('time goes with the multiply-adds of a step', () => {
  expect(expectedSeconds(cuts, { cut: 'stage4', secondsPerEpoch: 10, peakMemoryBytes: 2e9 }, 'stem')).toBe(40);
  expect(expectedSeconds(cuts, { cut: 'stage4', secondsPerEpoch: 10, peakMemoryBytes: 2e9 }, 'stage4')).toBe(10);
});

test('nothing is claimed without a measurement to stand on', () => {
  expect(expectedSeconds(cuts, null, 'stem')).toBeNull();
  expect(expectedSeconds(cuts, { cut: 'head', secondsPerEpoch: 0.01, peakMemoryBytes: 2e9 }, 'stem')).toBeNull();
  expect(expectedSeconds(cuts, { cut: 'stage9', secondsPerEpoch: 1, peakMemoryBytes: 2e9 }, 'stem')).toBeNull();
});

test('memory is what was measured and what a place keeps more or less, else by the formula alone', () => {
  const measured = { cut: 'stage4', secondsPerEpoch: 10, peakMemoryBytes: 2e9 };
  expect(expectedMemory(cuts, measured, 'stage4')).toBe(2e9);
  expect(expectedMemory(cuts, measured, 'stem')).toBe(6.5e9);
  expect(expectedMemory(cuts, measured, 'head')).toBe(0.5e9);
  expect(expectedMemory(cuts, null, 'stem')).toBe(6e9);
  expect(expectedMemory(cuts, measured, 'stage9')).toBeNull();
});
