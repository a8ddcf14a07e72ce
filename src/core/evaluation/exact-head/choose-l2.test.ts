import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../training/seeded-random.ts';
import { chooseL2, l2Grid } from './choose-l2.ts';
import { plainProducts } from './plain-products.fixture.ts';
import { headFolds } from './head-folds.ts';
import { chooseRows, meanLoss, plainRows } from './head-rows.ts';
import { solveNow } from './solve-now.fixture.ts';
import { headSpace, solveHeads } from './solve-heads.ts';

interface Golden {
  features: number[][];
  labels: number[];
  classes: number;
  folds: number[];
  grid: number[];
  foldLoss: number[][];
  mean: number[];
  standardError: number[];
  best: number;
  oneStandardError: number;
}

const golden = (JSON.parse(readFileSync(new URL('../../../../test/golden/exact-head.json', import.meta.url), 'utf8')) as { exactHead: { crossValidation: Golden } }).exactHead.crossValidation;

test('l2 by the one-standard-error rule, fold by fold as in the golden, and nothing beyond one that is worse is tried', () => {
  const { features, labels, classes, folds } = golden;
  const products = plainProducts(features.flat(), features[0]!.length);
  const chosen = solveNow(chooseL2(products, plainRows(labels, classes), folds, { gradientNorm: 1e-12, iterations: 5000 }));
  expect(l2Grid.toReversed()).toEqual(golden.grid);
  expect([chosen.best, chosen.l2, chosen.isAtEnd]).toEqual([golden.best, golden.oneStandardError, false]);
  for (const { l2, foldLoss, mean, standardError, isLeft } of chosen.tried) {
    const at = golden.grid.indexOf(l2);
    expect(isLeft, String(l2)).toBe(l2 === 1);
    if (isLeft) continue;
    for (const [fold, loss] of foldLoss.entries()) expect(Math.abs(loss / golden.foldLoss[at]![fold]! - 1), `${l2} ${fold}`).toBeLessThan(1e-9);
    expect(Math.abs(mean / golden.mean[at]! - 1)).toBeLessThan(1e-9);
    expect(Math.abs(standardError / golden.standardError[at]! - 1)).toBeLessThan(1e-8);
  }
  expect(chosen.tried.map(({ l2 }) => l2)).toEqual([1, 0.1, 0.01, 1e-3]);
});

/** Rows of classes that lie `apart`, in a few directions that say much and many that say little. */
function drawnRows(seed: number): { features: number[]; labels: number[]; classes: number; dimensions: number } {
  const random = seededRandom(seed);
  const [classes, dimensions] = [2 + (seed % 3), 6 + (seed % 7)];
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const apart = 0.2 + 3 * random();
  const centres = Array.from({ length: classes * dimensions }, () => apart * normal());
  const labels = Array.from({ length: 30 + 10 * (seed % 6) }, (_, row) => row % classes);
  const features = labels.flatMap((label) => Array.from({ length: dimensions }, (_, j) => (centres[label * dimensions + j]! + normal()) / (1 + j)));
  return { features, labels, classes, dimensions };
}

test('heads that can only be worse are left before their optimum, and the l2 is that of heads solved to theirs', () => {
  let left = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { features, labels, classes, dimensions } = drawnRows(seed);
    const products = plainProducts(features, dimensions);
    const rows = plainRows(labels, classes);
    const folds = headFolds(labels, labels.map((_, row) => row), 5, seededRandom(seed));
    const chosen = solveNow(chooseL2(products, rows, folds, { gradientNorm: 0, ofDoubts: 0.005, iterations: 500 }, { space: headSpace(labels.length, classes, 1 + (seed % 5)) }));
    left += chosen.tried.filter(({ isLeft }) => isLeft).length;
    const solved = l2Grid.map((l2) => {
      const ofFold = (fold: number) => {
        const [head] = solveNow(solveHeads(products, classes, [{ l2, chosen: chooseRows(rows, (row) => folds[row] !== fold) }], { gradientNorm: 1e-8, iterations: 2000 }));
        return meanLoss(chooseRows(rows, (row) => folds[row] === fold), head!.logits);
      };
      const losses = [0, 1, 2, 3, 4].map(ofFold);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / 5;
      return { l2, mean, standardError: Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 20) };
    });
    const best = solved.reduce((least, one) => (one.mean < least.mean ? one : least));
    expect([seed, chosen.l2]).toEqual([seed, solved.find(({ mean }) => mean <= best.mean + best.standardError)!.l2]);
  }
  expect(left).toBeGreaterThan(40);
});

test('of whole groups in the folds the l2 of the least loss is taken, however far folds lie apart', () => {
  const { features, labels, classes, folds } = golden;
  const products = plainProducts(features.flat(), features[0]!.length);
  const choose = (isGrouped: boolean) => solveNow(chooseL2(products, plainRows(labels, classes), folds, { gradientNorm: 1e-9, iterations: 5000 }, { isGrouped }));
  expect(golden.best).toBeLessThan(golden.oneStandardError);
  expect([choose(true).l2, choose(false).l2]).toEqual([golden.best, golden.oneStandardError]);
});

test('folds keep groups whole, hold every class, and are the same for the same draws', () => {
  const data = fc.record({
    labels: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 80 }),
    size: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(data, ({ labels, size }) => {
      const groups = labels.map((label, row) => `${label} ${Math.floor(row / size)}`);
      const random = () => 0.5;
      const folds = headFolds(labels, groups, 5, random);
      expect(headFolds(labels, groups, 5, random)).toEqual(folds);
      for (const group of new Set(groups)) expect(new Set(folds.filter((_, row) => groups[row] === group)).size).toBe(1);
      for (const label of new Set(labels)) {
        const own = folds.filter((_, row) => labels[row] === label);
        const count = new Set(groups.filter((_, row) => labels[row] === label)).size;
        expect(own.every((fold) => (count === 1 ? fold === -1 : fold >= 0))).toBe(true);
        // What teaches a fold's head has every class.
        if (count > 1) expect(new Set(own).size).toBe(Math.min(5, count));
      }
    }),
  );
});
