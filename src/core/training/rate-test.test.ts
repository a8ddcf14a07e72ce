import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSmoothing, suggestedRate, testedRate, valleyOf } from './rate-test.ts';

// fastai's own function on five curves.
interface Valley {
  readonly name: string;
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  readonly skippedBefore: number;
  readonly skippedAfter: number;
  readonly index: number;
  readonly rate: number;
  readonly falling: number;
}
const { valley } = JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as { valley: Valley[] };

test.each(valley)('the valley of a curve is fastai\'s: $name', ({ rates, losses, skippedBefore, skippedAfter, index, rate, falling }) => {
  expect(valleyOf(losses.slice(skippedBefore, losses.length - skippedAfter))).toEqual({ index: index - skippedBefore, falling });
  const curve = losses.map((loss, at) => ({ learningRate: rates[at]!, loss, smoothedLoss: loss }));
  expect(suggestedRate(curve)).toBe(falling < 10 ? null : rate);
});

test('rates rise by equal factors as in the golden', () => {
  for (const [step, rate] of valley[0]!.rates.entries()) expect(testedRate(step) / rate).toBeCloseTo(1, 4);
  expect(testedRate(99)).toBeCloseTo(10, 9);
});

test('losses are averaged as fastai does it, from the first on', () => {
  const smooth = createSmoothing();
  expect(smooth(2)).toBeCloseTo(2, 12);
  // 0.98 x 0.02 x 2 + 0.02 x 1, over 1 - 0.98 x 0.98.
  expect(smooth(1)).toBeCloseTo((0.98 * 0.02 * 2 + 0.02) / (1 - 0.98 ** 2), 12);
});

test('of a curve too short to judge nothing is suggested', () => {
  expect(suggestedRate([])).toBeNull();
  expect(suggestedRate([{ learningRate: 1, loss: 1, smoothedLoss: 1 }])).toBeNull();
});
