import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainProducts } from './plain-products.fixture.ts';
import { chooseRows, plainRows } from './head-rows.ts';
import { solveNow } from './solve-now.fixture.ts';
import { headSpace, solveHeads, uncentred } from './solve-heads.ts';
import type { CentredHead } from './solve-heads.ts';

interface Case {
  name: string;
  classes: number;
  features: number[][];
  labels: number[];
  l2: number;
  weight: number[][];
  bias: number[];
  loss: number;
  dataLoss: number;
  gradientMax: number;
  probabilitiesOfFirst3: number[][];
}

/** `exactHead` of recipe TRUST1: Newton in float64, checked there against scikit-learn. */
const { cases } = (JSON.parse(readFileSync(new URL('../../../../test/golden/exact-head.json', import.meta.url), 'utf8')) as { exactHead: { cases: Case[] } }).exactHead;
const all = () => true;
const exactly = { gradientNorm: 1e-16, iterations: 500 };

function solve(features: readonly number[][], labels: readonly number[], classes: number, l2: number) {
  const products = plainProducts(features.flat(), features[0]!.length);
  const [head] = solveNow(solveHeads(products, classes, [{ l2, chosen: chooseRows(plainRows(labels, classes), all) }], exactly));
  return { ...head!, ...uncentred(head!, products) };
}

test.each(cases)('$name: the optimum', ({ classes, features, labels, l2, weight, bias, loss, dataLoss, gradientMax, probabilitiesOfFirst3 }) => {
  const head = solve(features, labels, classes, l2);
  expect(head.gradientNorm).toBeLessThan(1e-11);
  expect(Math.abs(head.loss / loss - 1)).toBeLessThan(1e-9);
  // Without the penalty it follows the weights to first order, so the golden's own is known as well as its gradient vanished.
  expect(Math.abs(head.dataLoss / dataLoss - 1)).toBeLessThan(gradientMax > 1e-14 ? 1e-7 : 1e-9);
  const largest = Math.max(...weight.flat().map(Math.abs));
  for (const [at, value] of weight.flat().entries()) expect(Math.abs(head.weight[at]! - value) / largest).toBeLessThan(1e-7);
  for (const [at, value] of bias.entries()) expect(Math.abs(head.bias[at]! - value) / Math.max(1, ...bias.map(Math.abs))).toBeLessThan(1e-7);
  for (const [row, probabilities] of probabilitiesOfFirst3.entries()) {
    const own = [...head.logits.subarray(row * classes, (row + 1) * classes)];
    const most = Math.max(...own);
    const sum = own.reduce((total, value) => total + Math.exp(value - most), 0);
    for (const [c, probability] of probabilities.entries()) expect(Math.abs(Math.exp(own[c]! - most) / sum - probability)).toBeLessThan(1e-9);
  }
});

test('several heads at once are those that are solved alone', () => {
  const { features, labels, classes } = cases[1]!;
  const products = plainProducts(features.flat(), features[0]!.length);
  const rows = plainRows(labels, classes);
  const problems = [0.1, 0.01].flatMap((l2) => [0, 1].map((half) => ({ l2, chosen: chooseRows(rows, (row) => row % 2 === half) })));
  const together = solveNow(solveHeads(products, classes, problems, exactly));
  for (const [at, problem] of problems.entries()) {
    const [alone] = solveNow(solveHeads(products, classes, [problem], exactly));
    expect(together[at]!.weight).toEqual(alone!.weight);
    expect(together[at]!.iterations).toBe(alone!.iterations);
  }
});

test('a search in the space of another finds the same heads and holds no rows of its own', () => {
  const { features, labels, classes } = cases[1]!;
  const rough = { gradientNorm: 1e-6, iterations: 50 };
  const products = plainProducts(features.flat(), features[0]!.length);
  const rows = plainRows(labels, classes);
  const problems = [0, 1, 2].map((part) => ({ l2: 0.01, chosen: chooseRows(rows, (row) => row % 3 !== part) }));
  const alone = solveNow(solveHeads(products, classes, problems, rough));
  const space = headSpace(labels.length, classes, problems.length + 1);
  solveNow(solveHeads(products, classes, [...problems, { l2: 10, chosen: chooseRows(rows, all) }], rough, space));
  const again = solveNow(solveHeads(products, classes, problems, rough, space));
  expect(again).toEqual(alone);
  for (const { logits } of again) expect(logits.buffer).toBe(space.logits.buffer);
});

test('the gradient vanishes wherever one stands, and no other head is better', () => {
  const data = fc.integer({ min: 2, max: 4 }).chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      features: fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 2 * classes, maxLength: 30 }),
      l2: fc.constantFrom(1e-3, 0.1, 10),
      moved: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3 * classes, maxLength: 3 * classes }),
    }),
  );
  fc.assert(
    fc.property(data, ({ classes, features, l2, moved }) => {
      const labels = features.map((_, row) => row % classes);
      const products = plainProducts(features.flat(), 3);
      const chosen = chooseRows(plainRows(labels, classes), all);
      const [head] = solveNow(solveHeads(products, classes, [{ l2, chosen }], { gradientNorm: 1e-10, iterations: 2000 }));
      expect(head!.gradientNorm).toBeLessThan(1e-8);
      const start = { weight: head!.weight.map((value, j) => value + moved[j]!), bias: head!.bias };
      const [other] = solveNow(solveHeads(products, classes, [{ l2, chosen, start }], { gradientNorm: 0, iterations: 0 }));
      expect(other!.loss).toBeGreaterThanOrEqual(head!.loss - 1e-12);
    }),
    { numRuns: 40 },
  );
});

test('a search that begins where weights do not quite add up to nothing over the classes ends all the same, however large l2 is', () => {
  const { features, labels, classes } = cases[1]!;
  const products = plainProducts(features.flat(), features[0]!.length);
  const chosen = chooseRows(plainRows(labels, classes), all);
  const solveFrom = (start?: CentredHead) => solveNow(solveHeads(products, classes, [{ l2: 10, chosen, ...(start && { start }) }], { gradientNorm: 1e-13, iterations: 300 }))[0]!;
  const { weight, bias } = solveFrom();
  const again = solveFrom({ weight: weight.map((value) => value + 1e-7), bias: bias.map((value) => value + 1) });
  expect(again.gradientNorm).toBeLessThanOrEqual(1e-13);
  expect(again.weight.every((value, at) => Math.abs(value - weight[at]!) < 1e-12)).toBe(true);
});
