import { expect, test } from 'vitest';
import type { CutFigures } from '../../../shared/contract/backbone-calls.ts';
import { expectedSeconds } from './cost.ts';

const cut = (name: string, trainGmac: number): CutFigures => ({
  cut: name,
  trainGmac,
  frozenParameters: 0,
  trainableParameters: 0,
  cacheBytes: 0,
});
const cuts = [cut('stem', 6), cut('stage4', 1.5), cut('head', 0)];

test('time goes with the multiply-adds of a step', () => {
  expect(expectedSeconds(cuts, { cut: 'stage4', secondsPerEpoch: 10 }, 'stem')).toBe(40);
  expect(expectedSeconds(cuts, { cut: 'stage4', secondsPerEpoch: 10 }, 'stage4')).toBe(10);
});

test('nothing is claimed without a measurement to stand on', () => {
  expect(expectedSeconds(cuts, null, 'stem')).toBeNull();
  expect(expectedSeconds(cuts, { cut: 'head', secondsPerEpoch: 0.01 }, 'stem')).toBeNull();
  expect(expectedSeconds(cuts, { cut: 'stage9', secondsPerEpoch: 1 }, 'stem')).toBeNull();
});
