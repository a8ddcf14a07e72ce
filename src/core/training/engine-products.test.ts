import { expect, test } from 'vitest';
import { plainProducts } from '../evaluation/exact-head/feature-products.ts';
import { engineProducts } from './engine-products.ts';
import { seededRandom } from './seeded-random.ts';

test('products of the engine are those of plain TypeScript, in float64, and the same each time', () => {
  const random = seededRandom(5);
  const [rows, dimensions, columns] = [67, 33, 6];
  const features = Float32Array.from({ length: rows * dimensions }, () => random() * 3);
  const weights = Float64Array.from({ length: columns * dimensions }, () => random() - 0.5);
  const residuals = Float64Array.from({ length: columns * rows }, () => random() - 0.5);
  const plain = plainProducts(features, dimensions);
  const engine = engineProducts(features, dimensions);
  try {
    const pairs = [
      [plain.forward(weights, columns), engine.forward(weights, columns), engine.forward(weights, columns)],
      [plain.backward(residuals, columns), engine.backward(residuals, columns), engine.backward(residuals, columns)],
    ] as const;
    for (const [ours, theirs, again] of pairs) {
      expect(theirs.length).toBe(ours.length);
      for (const [at, value] of ours.entries()) expect(Math.abs(theirs[at]! - value)).toBeLessThan(1e-13 * dimensions);
      expect(again).toEqual(theirs);
    }
    for (const [at, value] of plain.forward(weights, columns).entries()) expect(Math.abs(engine.rough.forward(weights, columns)[at]! - value)).toBeLessThan(1e-6 * dimensions);
    for (const [at, value] of plain.backward(residuals, columns).entries()) expect(Math.abs(engine.rough.backward(residuals, columns)[at]! - value)).toBeLessThan(1e-6 * rows);
    expect(engine.mean).toEqual(plain.mean);
  } finally {
    engine.close();
  }
});
