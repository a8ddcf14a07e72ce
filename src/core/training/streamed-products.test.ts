import { expect, test } from 'vitest';
import { drawnBend } from '../../../test/drawn-bend.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { plainProducts } from '../evaluation/exact-head/plain-products.fixture.ts';
import { collectFeatures, wholeFeatures } from './feature-blocks.ts';
import { seededRandom } from './seeded-random.ts';
import { solveExactly } from './solve-exactly.ts';
import { streamedProducts } from './streamed-products.ts';

const [rows, dimensions, columns] = [67, 33, 6];
const random = seededRandom(5);
/** Of pooled features: never negative, their mean far from 0. */
const features = Float32Array.from({ length: rows * dimensions }, (_, at) => random() * 3 + (at % dimensions === 1 ? 40 : 0));

const inBlocksOf = (blockRows: number, values = features) => {
  const collected = collectFeatures(tempFolder(), dimensions, blockRows * 4 * dimensions);
  collected.add(values);
  return collected;
};

test.each([1, 20])('products of features %f times as large that pass through the engine are those of plain TypeScript, in float64, and the same each time', (size) => {
  const weights = Float64Array.from({ length: columns * dimensions }, () => random() - 0.5);
  const residuals = Float64Array.from({ length: columns * rows }, () => random() - 0.5);
  const values = features.map((value) => size * value);
  const plain = plainProducts(values, dimensions);
  const collected = inBlocksOf(16, values);
  const streamed = streamedProducts(collected);
  const quick = streamed.rough;
  const differ = (ours: ArrayLike<number>, theirs: ArrayLike<number>) => Math.max(...Array.from(ours, (value, at) => Math.abs(theirs[at]! - value)));
  try {
    for (const kind of ['forward', 'backward'] as const) {
      const [given, length] = kind === 'forward' ? [weights, rows * columns] : [residuals, columns * dimensions];
      const theirs = streamed[kind](given, columns).slice();
      expect(theirs.length).toBe(length);
      expect(differ(plain[kind](given, columns), theirs)).toBeLessThan(1e-12 * dimensions);
      expect(streamed[kind](given, columns)).toEqual(theirs);
      expect(differ(theirs, quick[kind](given, columns))).toBeLessThan(1e-5 * dimensions);
    }
    const { ways, bends } = drawnBend(rows, dimensions, 3, 2, random);
    const [ours, theirs] = [plain.bend(ways, bends), streamed.bend(ways, bends)];
    for (const kind of ['weights', 'biases'] as const) expect(differ(ours[kind], theirs[kind]), kind).toBeLessThan(1e-5 * dimensions);
    expect([streamed.mean, streamed.unit, streamed.unit > 1]).toEqual([plain.mean, plain.unit, size > 1]);
  } finally {
    streamed.close();
    collected.close();
  }
});

test('a head of features in blocks is that of the same features in one, its l2 chosen and solved to its end', async () => {
  const labels = Array.from({ length: rows }, (_, row) => (features[row * dimensions]! + random() > 2 ? 1 : row % 3 === 0 ? 2 : 0));
  const rest = { labels, groups: labels.map((_, row) => String(row)), classes: 3, classWeights: new Float64Array(3).fill(1), labelSmoothing: 0, l2: null, seed: 1, stopped: () => false };
  const collected = inBlocksOf(16);
  const [whole, blocks] = [await solveExactly({ ...rest, features: wholeFeatures(features, dimensions) }), await solveExactly({ ...rest, features: collected })];
  collected.close();
  expect([blocks!.l2, blocks!.l2From]).toEqual([whole!.l2, whole!.l2From]);
  expect(blocks!.gradientNorm).toBeLessThan(1e-8);
  expect(Math.abs(blocks!.loss / whole!.loss - 1)).toBeLessThan(1e-9);
  const largest = Math.max(...whole!.weight.map(Math.abs));
  for (const [at, value] of whole!.weight.entries()) expect(Math.abs(blocks!.weight[at]! - value) / largest).toBeLessThan(1e-5);
});
