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
  'few-groups': 'fewer than 5 independent groups',
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

/** The method as it is written down, every sum and power anew at every c: what the program was before, and is held to. */
function plainFit(sizes: readonly number[], y: readonly number[], w: readonly number[]) {
  const at = (c: number) => {
    const x = sizes.map((size) => size ** -c);
    const sum = (of: (i: number) => number): number => w.reduce((total, weight, i) => total + weight * of(i), 0);
    const all = sum(() => 1);
    const [meanX, meanY] = [sum((i) => x[i]!) / all, sum((i) => y[i]!) / all];
    let b = -sum((i) => (x[i]! - meanX) * (y[i]! - meanY)) / sum((i) => (x[i]! - meanX) ** 2);
    let a = meanY + b * meanX;
    if (b < 0) [a, b] = [meanY, 0];
    if (a > 1) [a, b] = [1, Math.max(0, sum((i) => x[i]! * (1 - y[i]!)) / sum((i) => x[i]! ** 2))];
    if (a < 0) [a, b] = [0, 0];
    return { a, b, c, loss: sum((i) => (y[i]! - a + b * x[i]!) ** 2) };
  };
  const grid = Array.from({ length: 196 }, (_, i) => 0.05 + 0.01 * i);
  const losses = grid.map((c) => at(c).loss);
  const best = losses.indexOf(Math.min(...losses));
  let [low, high] = [grid[Math.max(0, best - 1)]!, grid[Math.min(195, best + 1)]!];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [first, second] = [high - golden * (high - low), low + golden * (high - low)];
    if (at(first).loss <= at(second).loss) high = second;
    else low = first;
  }
  return at((low + high) / 2);
}

test('a fit is the one that the method gives step by step, at a part of its processor time', () => {
  const random = seededRandom(5);
  const times = { plain: 0, ours: 0 };
  /** Processor seconds of so much work; turn by turn, so that what else runs meets both alike. */
  const timed = <T>(which: keyof typeof times, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    times[which] += (user + system) / 1e6;
    return result;
  };
  const resamples = 200;
  for (let round = 0; round < 6; round++) {
    const sizes = [20, 45, 90, 210, 500].map((size) => size + Math.floor(random() * 20));
    const rise = random() * 0.5;
    const points = sizes.map((size, i) => ({ size, trials: 300, correct: Math.round(300 * Math.min(1, 0.4 + rise * (i / 4) + random() * 0.1)) }));
    const y = points.map(({ correct }) => correct / 300);
    const w = points.map(({ correct }) => 300 / (((correct + 2) / 304) * (1 - (correct + 2) / 304)));
    const [ours] = timed('ours', () => learningCurve(points, [1000], seededRandom(round)).predictions);
    const plain = timed('plain', () => Array.from({ length: resamples + 1 }, () => plainFit(sizes, y, w)).at(-1)!);
    expect(Math.abs(ours!.accuracy - (plain.a - plain.b * 1000 ** -plain.c))).toBeLessThan(1e-7);
  }
  const ratio = times.plain / times.ours;
  console.log(`  200 resamples of a curve: ${(times.plain / 6 * 1000).toFixed(0)} ms of a processor step by step, ${(times.ours / 6 * 1000).toFixed(0)} as it is: ${ratio.toFixed(1)} times less`);
  expect(ratio).toBeGreaterThan(2);
});
