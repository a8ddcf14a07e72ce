import { expect, test } from 'vitest';
import type { Metrics } from '../../../shared/metrics.ts';
import { classRows } from './class-rows.ts';

const of = (name: string, f1: number, support: number) => ({ name, precision: f1, recall: f1, f1, support });
const metrics = {
  macroF1: 0.9,
  perClass: [of('dock', 0.95, 20), of('nettle', 0.72, 20), of('rose', 0.4, 3), of('thistle', 0.76, 9)],
  confusion: [
    [19, 0, 0, 1],
    [2, 15, 0, 3],
    [0, 0, 3, 0],
    [1, 1, 0, 7],
  ],
} as unknown as Metrics;

test('low classes and those with too few pictures are flagged apart', () => {
  expect(classRows(metrics).map(({ name, flag }) => [name, flag])).toEqual([
    ['dock', null],
    ['nettle', 'low'],
    ['rose', 'few'],
    ['thistle', null],
  ]);
});

test('each class names what it is mostly taken for, never itself', () => {
  expect(classRows(metrics).map(({ mostly }) => mostly)).toEqual([
    { predicted: 'thistle', count: 1 },
    { predicted: 'thistle', count: 3 },
    null,
    { predicted: 'dock', count: 1 },
  ]);
});
