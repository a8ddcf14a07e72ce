import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { alikePairs, type Likeness } from './alike-pairs.ts';

const dimensions = 16;
const random = seededRandom(3);
const drawn = () => Array.from({ length: dimensions }, () => random() - 0.5);
const beside = (row: readonly number[], by: number) => row.map((value) => value + by * (random() - 0.5));

/** Plain products of rows, as the engine's. */
const products: Likeness = (left, right) =>
  Float32Array.from({ length: (left.length / dimensions) * (right.length / dimensions) }, (_, at) => {
    const [a, b] = [Math.floor(at / (right.length / dimensions)) * dimensions, (at % (right.length / dimensions)) * dimensions];
    return left.subarray(a, a + dimensions).reduce((sum, value, i) => sum + value * right[b + i]!, 0);
  });
const pairsOf = (rows: readonly (readonly number[])[], block = 512) => alikePairs(Float32Array.from(rows.flat()), dimensions, products, block).map(({ first, second }) => [first, second]);

test('a picture and its changed copy are a pair, in whatever blocks they are compared', () => {
  const rows = Array.from({ length: 40 }, drawn);
  const all = [...rows, beside(rows[3]!, 0.1), beside(rows[20]!, 0.1)];
  for (const block of [512, 7, 1]) expect(pairsOf(all, block)).toEqual([[3, 40], [20, 41]]);
});

test('pictures of a kind, each as like the next as the first, are none; nor is a nearest that is far, nor a row of zeros', () => {
  const one = drawn();
  expect(pairsOf(Array.from({ length: 12 }, () => beside(one, 0.2)))).toEqual([]);
  expect(pairsOf([drawn(), drawn(), drawn()])).toEqual([]);
  const none = one.map(() => 0);
  expect(pairsOf([none, none, drawn()])).toEqual([]);
  expect(pairsOf([])).toEqual([]);
});

test('two alone are judged by their likeness, as no third says how like pictures are here', () => {
  const one = drawn();
  expect(pairsOf([one, beside(one, 0.05)])).toEqual([[0, 1]]);
});
