import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { learningCurve } from './learning-curve.ts';
import type { CurvePoint, CurveRefusal } from './learning-curve.ts';

const golden = JSON.parse(readFileSync('test/golden/learning-curve.json', 'utf8'));
const inWords: Readonly<Record<CurveRefusal, string>> = {
  'few-sizes': 'fewer than 4 sizes',
  narrow: 'sizes span less than a factor of 4',
  'no-rise': 'accuracy does not rise by more than its standard error',
  'misses-points': 'the curve misses the points',
  'few-errors': 'fewer than 5 errors at the largest size',
  'exponent-at-bound': 'exponent at its bound',
};
const pointsOf = ({ sizes, correct, trials }: any): CurvePoint[] => sizes.map((size: number, i: number) => ({ size, correct: correct[i], trials: trials[i] }));

test.each(golden.cases as any[])('$name: prediction, band and refusals as scipy fits it', (known: any) => {
  const { refused, predictions } = learningCurve(pointsOf(known), known.targets, seededRandom(known.seed));
  expect(refused.map((why) => inWords[why])).toEqual(known.refuse);
  for (const [i, { accuracy, low, high, isShown }] of predictions.entries()) {
    expect(Math.abs(accuracy - known.predicted[i])).toBeLessThan(1e-6);
    expect(Math.abs(low - known.low90[i])).toBeLessThan(1e-5);
    expect(Math.abs(high - known.high90[i])).toBeLessThan(1e-5);
    expect(isShown).toBe(known.shown[i]);
  }
});

test('seeds that lie further apart than the test pictures say widen the band', () => {
  const [clean] = golden.cases;
  const of = (spread: number) => learningCurve(pointsOf(clean).map((point) => ({ ...point, spread })), [1600], seededRandom(1)).predictions[0]!;
  expect(of(0.03).high - of(0.03).low).toBeGreaterThan(1.5 * (of(0).high - of(0).low));
  expect(of(0.001)).toEqual(of(0));
});
