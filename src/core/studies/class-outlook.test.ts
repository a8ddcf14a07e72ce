import { expect, test } from 'vitest';
import { classOutlook } from './class-outlook.ts';

const points = (accuracies: readonly number[], trials: number, sizes = [10, 20, 40, 60, 80]) => accuracies.map((accuracy, i) => ({ size: sizes[i]!, trials, correct: accuracy * trials }));

test('a class that rises: the fewest more pictures that bring two points, with the band', () => {
  const outlook = classOutlook(points([0.62, 0.72, 0.79, 0.82, 0.84], 2000));
  expect(outlook).toMatchObject({ kind: 'more', size: 80, accuracy: 0.84 });
  if (outlook.kind !== 'more') return;
  expect(outlook.more).toBeGreaterThanOrEqual(20);
  expect(outlook.more).toBeLessThanOrEqual(80);
  expect(outlook.low).toBeGreaterThanOrEqual(0.84);
  expect(outlook.high).toBeGreaterThan(outlook.low);
  expect(outlook.high - outlook.low).toBeLessThan(0.1);
});

test('a class that stands still on many pictures will not rise; on few nothing is said', () => {
  expect(classOutlook(points([0.8, 0.801, 0.799, 0.8, 0.8], 2000))).toEqual({ kind: 'flat', size: 80, accuracy: 0.8, of: 2000 });
  expect(classOutlook(points([0.7, 0.8, 0.7, 0.7, 0.7], 20))).toMatchObject({ kind: 'open', refused: expect.arrayContaining(['no-rise']) });
});

test('few mistakes are left, or too few sizes were tried: neither is carried on', () => {
  expect(classOutlook(points([0.8, 0.9, 0.95, 0.95, 0.95], 20))).toMatchObject({ kind: 'few-mistakes', mistakes: 1, of: 20 });
  expect(classOutlook(points([0.5, 0.6], 200, [40, 80]))).toMatchObject({ kind: 'open', refused: expect.arrayContaining(['few-sizes', 'narrow']) });
});
