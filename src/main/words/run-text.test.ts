import { expect, test } from 'vitest';
import { epochReport } from '../../renderer/testing/answers.ts';
import { epochLine, metricsText, outcomeText } from './run-text.ts';

test('of a head that was solved a line says how, and no learning rate or pictures a second of steps that nobody took', () => {
  const report = epochReport(1, { learningRate: 0, imagesPerSecond: 4000, seconds: 0.3 });
  expect(epochLine(report, null, { l2: 0.001, gradientNorm: 8.04e-9 })).toBe('epoch   1 head  loss 1.000 (validation 1.100)  accuracy 80.0 % (validation 75.0 %)  solved in 300 ms  largest gradient 8.0e-9  l2 0.001');
  expect(epochLine(epochReport(2), 37)).toBe('epoch   2 head  loss 0.500 (validation 0.550)  accuracy 80.0 % (validation 75.0 %)  learning rate 0.01  82 pictures/s  about 35 s left');
});

const metricsOf = (names: readonly string[]) => ({
  images: 4,
  correct: 3,
  accuracy: 0.75,
  accuracyInterval: [0.3, 0.95] as [number, number],
  macroF1: 0.7,
  logLoss: 0.5,
  perClass: names.map((name) => ({ name, precision: 1, recall: 1, f1: 1, support: 2 })),
  confusion: names.map((_, row) => names.map((__, column) => (row === column ? 2 : 0))),
});

test('a matrix of names that make no line of a screen has numbers above its columns, which stand before the names of its rows', () => {
  const long = ['Acer pseudoplatanus L. sensu lato, underside, photographed on site in the shade \u{1F341}', '日本の楓の葉の裏側の写真を日陰で撮ったもの', 'ורד הבר בצל'];
  const matrix = metricsText(metricsOf(long), 'validation', false).split('\n\n').at(-1)!.split('\n');
  expect(matrix[0]).toMatch(/^true \\ said +1  2  3$/);
  expect(matrix.slice(1).map((line) => line.split('  ')[0])).toEqual(long.map((name, at) => `${at + 1} ${name}`));
  expect(metricsText(metricsOf(['oak', 'elm']), 'validation', false)).toContain('true \\ said  oak  elm');
});

test('what is found of a class and rightly said of it has an interval, but where groups are counted', () => {
  const rowOf = (more: object) => metricsText({ ...metricsOf(['oak', 'elm']), ...more }, 'validation', false).split('\n').find((line) => line.startsWith('oak'))!;
  expect(rowOf({})).toMatch(/^oak +100\.0 % \(34 to 100\) +100\.0 % \(34 to 100\) +1\.000 +2$/);
  expect(rowOf({ independentGroups: 3 })).toMatch(/^oak +100\.0 % +100\.0 % +1\.000 +2$/);
});

test('at its end a run says whose weights answer, and where what was trained last was for nothing', () => {
  const done = { run: 3, status: 'done', metrics: null, testMetrics: null, attestation: null, head: null, seconds: 60, imagesPerSecond: 20, peakMemoryBytes: 1e9 } as const;
  const epochs = [{ epoch: 1, phase: 'head' }, { epoch: 2, phase: 'fine-tune' }, { epoch: 3, phase: 'fine-tune' }] as const;
  const said = (rest: { bestEpoch: number | null; averaged?: number[] }) => outcomeText({ ...done, ...rest }, epochs, String).split('\n').find((line) => line.startsWith('The weights'));
  expect(said({ bestEpoch: 2 })).toBe('The weights are those of epoch 2, which had the lowest validation loss.');
  expect(said({ bestEpoch: 1 })).toBe('The weights are those of epoch 1 (head), which had the lowest validation loss: what was trained after it was no better, and is not used.');
  expect(said({ bestEpoch: 3, averaged: [2, 3] })).toBe('The weights are the mean of epochs 2, 3, which had the lowest validation loss.');
  expect(said({ bestEpoch: null })).toBeUndefined();
});
