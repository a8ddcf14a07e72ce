import { expect, test } from 'vitest';
import { epochsToAverage, meanWeights } from './epoch-average.ts';

const reports = [0.5, 0.3, 0.4, 0.3, 0.6].map((valLoss, at) => ({ epoch: at + 4, valLoss }));

test('the last epochs, or those of the lowest loss, the earlier of equals', () => {
  expect(epochsToAverage('none', reports)).toEqual([]);
  expect(epochsToAverage('last:2', reports)).toEqual([7, 8]);
  expect(epochsToAverage('last:9', reports)).toEqual([4, 5, 6, 7, 8]);
  expect(epochsToAverage('best:2', reports)).toEqual([5, 7]);
  expect(epochsToAverage('best:3', reports)).toEqual([5, 6, 7]);
});

test('weights are averaged tensor by tensor', () => {
  const map = (...values: number[]) => new Map([['weight', { shape: [2], data: Float32Array.from(values) }]]);
  expect([...meanWeights([map(1, 2), map(2, 4), map(6, 0)]).get('weight')!.data]).toEqual([3, 2]);
});
