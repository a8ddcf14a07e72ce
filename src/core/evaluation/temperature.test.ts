import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrationReport } from './calibration-report.ts';
import { reliability } from './reliability.ts';
import { softmaxRows } from './softmax.ts';
import { chooseTemperature, fitTemperature } from './temperature.ts';
import { top1 } from './top-k.ts';

interface GoldenBins {
  ece15: number;
  bins: { bin: number; images: number; confidence: number; accuracy: number }[];
}
interface Case {
  name: string;
  classes: number;
  logits: number[][];
  labels: number[];
  temperature: number;
  where: string;
  keep: boolean;
  before: GoldenBins;
  after: GoldenBins;
  folds?: number[];
  heldOut?: { gain: number; standardError: number };
}
/** TRUST1 of golden_trust.py: T by Brent's method, by scipy's minimize_scalar and by scikit-learn 1.9's `_TemperatureScaling`. */
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/temperature.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  binning: (GoldenBins & { name: string; confidence: number[]; correct: number[] })[];
};
const near = (value: number, relative = 1e-9) => expect.closeTo(value, Math.max(0, Math.round(-Math.log10(Math.max(1e-3, Math.abs(value)) * relative))));
const listed = ({ bins }: ReturnType<typeof reliability>) => bins.map(({ low, n, confidence, accuracy }) => [Math.round(low * 15), n, confidence, accuracy]);
const expected = ({ bins }: GoldenBins) => bins.map(({ bin, images, confidence, accuracy }) => [bin, images, near(confidence), near(accuracy)]);

test.each(golden.cases)('temperature: $name', ({ logits, labels, classes, temperature, where, keep, before, after, folds, heldOut }) => {
  const flat = logits.flat();
  expect(fitTemperature(flat, labels, classes)).toEqual({ temperature: near(temperature), where });
  const chosen = folds ? chooseTemperature(flat, labels, classes, { foldOf: (row) => folds[row]! }) : chooseTemperature(flat, labels, classes);
  expect(chosen.isKept).toBe(keep);
  if (heldOut) expect(chosen).toMatchObject({ gain: near(heldOut.gain), standardError: near(heldOut.standardError) });
  for (const [t, figures] of [[1, before], [temperature, after]] as const) {
    const probabilities = softmaxRows(flat, classes, t);
    const tops = labels.map((_, i) => top1(probabilities, classes, i));
    const judged = reliability(tops.map((top, i) => Math.min(1, probabilities[i * classes + top]!)), tops.map((top, i) => Number(top === labels[i])));
    expect(judged.ece).toEqual(near(figures.ece15));
    expect(listed(judged)).toEqual(expected(figures));
  }
});

test.each(golden.binning)('bins: $name', ({ confidence, correct, ...figures }) => {
  const judged = reliability(confidence, correct);
  expect(judged.ece).toEqual(near(figures.ece15));
  expect(listed(judged)).toEqual(expected(figures));
});

const uneven = () => {
  let state = 7;
  return () => ((state = (state * 16807) % 2147483647) / 2147483647);
};

test('what was said before the temperature is found again from what is said now, in float32', () => {
  const { logits, labels, classes, temperature, before, after } = golden.cases[0]!;
  const report = calibrationReport(Float32Array.from(softmaxRows(logits.flat(), classes, temperature)), labels, classes, temperature, uneven());
  expect(report.eceBefore).toBeCloseTo(before.ece15, 5);
  expect(report.eceAfter).toBeCloseTo(after.ece15, 5);
  expect(report.binsBefore.map(({ n }) => n)).toEqual(before.bins.map(({ images }) => images));
  expect(report.eceInterval![0]).toBeLessThan(report.eceInterval![1]);
  // The interval of what was said before is of what was said before.
  const warm = calibrationReport(Float32Array.from(softmaxRows(logits.flat(), classes, 1)), labels, classes, 1, uneven());
  expect(report.eceIntervalBefore!.map((end) => Number(end.toFixed(3)))).toEqual(warm.eceInterval!.map((end) => Number(end.toFixed(3))));
  expect(warm.eceIntervalBefore).toEqual(warm.eceInterval);
});

test('a perfectly calibrated model of accuracy 0.72 shows about 0.1 on 100 pictures, and is not above its own 95th percentile 19 times of 20', () => {
  const random = uneven();
  let above = 0;
  const intervals: [number, number][] = [];
  const most = Array.from({ length: 100 }, () => {
    const rows = Array.from({ length: 100 }, () => {
      const top = 0.44 + 0.56 * random();
      return [top, (1 - top) / 4, (1 - top) / 4, (1 - top) / 4, (1 - top) / 4];
    });
    const labels = rows.map(([top]) => (random() < top! ? 0 : 1));
    const report = calibrationReport(rows.flat(), labels, 5, 1, random);
    if (report.eceAfter > report.eceIfCalibrated) above++;
    intervals.push(report.eceInterval!);
    return report.eceAfter;
  });
  const mean = most.reduce((sum, value) => sum + value, 0) / 100;
  expect(mean).toBeGreaterThan(0.07);
  expect(mean).toBeLessThan(0.13);
  expect(above).toBeLessThanOrEqual(12);
  // Resamples are further off than their pictures, which are further off than the model: unmoved, the interval would hold neither.
  expect(intervals.filter(([low, high], at) => low <= most[at]! && most[at]! <= high)).toHaveLength(100);
  expect(intervals.filter(([low, high]) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(90);
  expect(intervals.every(([low]) => low >= 0)).toBe(true);
  // A calibrated model's own error is 0.
  expect(intervals.filter(([low]) => low < 1e-9).length).toBeGreaterThanOrEqual(92);
});

test.each([[60], [200]])('logits 1.5 times too large, %i pictures: the interval holds the error of endlessly many', (n) => {
  const random = uneven();
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
  /** `count` pictures of five classes: what is said, of the likeliest class, and whether that is right. */
  const drawn = (count: number) => {
    const rows = Array.from({ length: count }, () => Array.from({ length: 5 }, () => 4 * normal()));
    const labels = rows.map((logits) => {
      let left = random();
      return Math.max(0, softmaxRows(logits, 5, 1).findIndex((p) => (left -= p) <= 0));
    });
    return { rows: softmaxRows(rows.flat(), 5, 1 / 1.5), labels };
  };
  const many = drawn(20_000);
  const top = many.labels.map((_, row) => top1(many.rows, 5, row));
  const truth = reliability(top.map((c, row) => many.rows[row * 5 + c]!), top.map((c, row) => Number(c === many.labels[row]))).ece;
  let holds = 0;
  for (let draw = 0; draw < 60; draw++) {
    const { rows, labels } = drawn(n);
    const [low, high] = calibrationReport(rows, labels, 5, 1, random).eceInterval!;
    holds += Number(low <= truth && truth <= high);
  }
  expect(truth).toBeGreaterThan(0.05);
  expect(holds).toBeGreaterThanOrEqual(54);
});

test('a temperature changes the likeliest class of no picture', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 8 }), fc.double({ min: 0.05, max: 20, noNaN: true }), (logits, temperature) => {
      const top = top1(logits, logits.length, 0);
      const cooled = softmaxRows(logits, logits.length, temperature);
      expect(cooled[top]).toBe(Math.max(...cooled));
    }),
  );
});
