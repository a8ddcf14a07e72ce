import { expect, test } from 'vitest';
import { plainProducts } from '../evaluation/exact-head/plain-products.fixture.ts';
import { drawnBend } from '../../../test/drawn-bend.ts';
import { engineProducts } from './engine-products.ts';
import { seededRandom } from './seeded-random.ts';

test.each([3, 90])('products of the engine with features up to %f are those of plain TypeScript, in float64, and the same each time', (most) => {
  const random = seededRandom(5);
  const [rows, dimensions, columns] = [67, 33, 6];
  const features = Float32Array.from({ length: rows * dimensions }, () => random() * most);
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
    const { ways, bends } = drawnBend(rows, dimensions, 3, 2, random);
    const [ours, theirs] = [plain.bend(ways, bends), engine.bend(ways, bends)];
    for (const kind of ['weights', 'biases'] as const) for (const [at, value] of ours[kind].entries()) expect(Math.abs(theirs[kind][at]! - value)).toBeLessThan(1e-6 * rows);
    expect([engine.mean, engine.unit, engine.unit > 1]).toEqual([plain.mean, plain.unit, most > 3]);
  } finally {
    engine.close();
  }
});

test('what bends of rows that are told almost surely is next to nothing, and told in six digits all the same', () => {
  const random = seededRandom(7);
  const [rows, dimensions, columns] = [12, 5, 2];
  const doubt = 1e-9;
  const features = Float32Array.from({ length: rows * dimensions }, () => 20 * random());
  const engine = engineProducts(features, dimensions);
  try {
    // Of three classes the first is likeliest.
    const everyRow = (values: readonly number[]) => Float32Array.from({ length: rows * columns }, (_, at) => values[at % columns]!);
    const { ways } = drawnBend(rows, dimensions, columns, 1, random);
    const bends = { columns, free: columns, ofHead: new Float32Array(2).fill(1), likeliest: everyRow([1, 0]), doubts: everyRow([-1.5 * doubt, 0]), shares: everyRow([1 / rows, doubt / 2 / rows]) };
    const [ours, theirs] = [plainProducts(features, dimensions).bend(ways, bends), engine.bend(ways, bends)];
    const largest = Math.max(...ours.weights.map(Math.abs));
    expect(largest).toBeLessThan(1e3 * doubt);
    for (const [at, value] of ours.weights.entries()) expect(Math.abs(theirs.weights[at]! - value) / largest).toBeLessThan(1e-5);
  } finally {
    engine.close();
  }
});
