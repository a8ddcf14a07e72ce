import { expect, test } from 'vitest';
import type { Metrics } from '../../../shared/metrics.ts';
import { wordsIn } from '../../composables/words-for-tests.ts';
import { evaluateStep, weakestCell } from './next-step.ts';

const metrics = (confusion: number[][]): Metrics => {
  const names = ['birch', 'maple', 'oak'];
  const perClass = confusion.map((row, at) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return { name: names[at]!, precision: 1, recall: support ? row[at]! / support : 0, f1: 1, support };
  });
  const images = perClass.reduce((sum, { support }) => sum + support, 0);
  const correct = confusion.reduce((sum, row, at) => sum + row[at]!, 0);
  return { accuracy: correct / images, accuracyInterval: [0, 1], correct, images, macroF1: 1, logLoss: 0, perClass, confusion };
};

test('the class found least, by what it was taken for most; classes without pictures do not count', () => {
  expect(weakestCell(metrics([[8, 2, 0], [1, 5, 4], [0, 0, 0]]))).toEqual({ label: 'maple', predicted: 'oak', recall: 0.5 });
  expect(weakestCell(metrics([[8, 0, 0], [0, 5, 0], [0, 0, 3]]))).toBeNull();
});

test('first the weakest class, once looked at the model is used', () => {
  const step = (confusion: number[][], hasLooked: boolean) => {
    const { state, action } = evaluateStep(metrics(confusion), hasLooked, wordsIn('en'));
    return [state, action?.label, action?.deed];
  };
  const some = [[10, 0, 0], [1, 5, 4], [0, 0, 10]];
  expect(step(some, false)).toEqual(['83.3% right. Found least: maple (50%).', 'Show the maple it took for oak', 'show-weakest']);
  expect(step(some, true)[2]).toBe('use');
  expect(step([[1, 0, 0], [0, 1, 0], [0, 0, 1]], false)).toEqual(['100.0% right. Try it on pictures of your own.', 'Use it on new pictures', 'use']);
});
