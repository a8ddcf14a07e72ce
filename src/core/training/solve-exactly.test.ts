import { expect, test } from 'vitest';
import { wholeFeatures } from './feature-blocks.ts';
import { seededRandom } from './seeded-random.ts';
import { solveExactly } from './solve-exactly.ts';
import type { ExactRequest } from './solve-exactly.ts';

const dimensions = 6;

/** Rows of the classes named, which lie apart. */
function drawn(labels: readonly number[], noise = 0.5): Float32Array {
  const random = seededRandom(3);
  const centres = Float32Array.from({ length: 20 * dimensions }, () => random());
  return Float32Array.from({ length: labels.length * dimensions }, (_, at) => centres[labels[Math.floor(at / dimensions)]! * dimensions + (at % dimensions)]! + noise * random());
}

async function solve(features: Float32Array, labels: readonly number[], classes: number, rest: Partial<ExactRequest> = {}) {
  const request = { labels, groups: labels.map((_, row) => String(row)), classes, classWeights: new Float64Array(classes).fill(1), labelSmoothing: 0, l2: null, seed: 1, stopped: () => false };
  const head = (await solveExactly({ features: wholeFeatures(features, features.length / labels.length), ...request, ...rest }))!;
  expect(head.gradientNorm).toBeLessThanOrEqual(1e-8);
  expect([...head.weight, ...head.bias].every(Number.isFinite)).toBe(true);
  return head;
}

const columnOf = (weight: Float64Array, width: number, column: number) => weight.filter((_, at) => at % width === column);
const differ = (one: Float64Array, other: Float64Array): number => Math.max(...one.map((value, at) => Math.abs(value - other[at]!)));
const labels = Array.from({ length: 60 }, (_, row) => row % 3);
const features = drawn(labels);

test('a column that never changes has no weight, however large; one that comes twice shares its weight', async () => {
  const width = dimensions + 2;
  const wide = Float32Array.from({ length: labels.length * width }, (_, at) => [1e4, features[Math.floor(at / width) * dimensions]!][at % width] ?? features[Math.floor(at / width) * dimensions + (at % width) - 2]!);
  const head = await solve(wide, labels, 3, { l2: 0.01 });
  expect(Math.max(...columnOf(head.weight, width, 0).map(Math.abs))).toBeLessThan(1e-7);
  expect(differ(columnOf(head.weight, width, 1), columnOf(head.weight, width, 2))).toBeLessThan(1e-6);
});

test('all rows twice, or one class counted twice as its rows twice: the same head', async () => {
  const once = await solve(features, labels, 3, { l2: 0.01 });
  const twice = await solve(Float32Array.from([...features, ...features]), [...labels, ...labels], 3, { l2: 0.01 });
  expect(differ(once.weight, twice.weight)).toBeLessThan(1e-5);
  const weighed = await solve(features, labels, 3, { l2: 0.01, classWeights: Float64Array.of(1, 2, 1) });
  const ofOne = [...labels.keys()].filter((row) => labels[row] === 1);
  const more = ofOne.flatMap((row) => [...features.subarray(row * dimensions, (row + 1) * dimensions)]);
  const doubled = await solve(Float32Array.from([...features, ...more]), [...labels, ...ofOne.map(() => 1)], 3, { l2: 0.01 });
  expect(differ(weighed.weight, doubled.weight)).toBeLessThan(1e-5);
});

test('features ten or a hundred times as large or as small: l2 goes with their square, and the answers stay', async () => {
  const near = drawn(labels, 2.5);
  const own = await solve(near, labels, 3);
  expect(own.l2From).toBe('chosen');
  for (const scale of [0.01, 0.1, 10, 1000]) {
    const l2 = own.l2 * scale ** 2;
    const head = await solve(near.map((value) => value * scale), labels, 3, { l2 });
    expect(Math.abs(head.loss / own.loss - 1), String(scale)).toBeLessThan(1e-5);
    expect(differ(head.weight.map((value) => value * scale), own.weight), String(scale)).toBeLessThan(1e-3 * Math.max(...own.weight));
  }
  for (const scale of [0.1, 10]) expect((await solve(near.map((value) => value * scale), labels, 3)).l2 / own.l2 / scale ** 2, String(scale)).toBeCloseTo(1, 6);
});

test('a class of one picture, fewer pictures than classes, two classes, a single one, and classes without a picture', async () => {
  const lonely = await solve(drawn([...labels, 3]), [...labels, 3], 5);
  expect([lonely.absent, lonely.bias[4]]).toEqual([[4], -1e4]);
  const few = await solve(drawn([7, 2, 9]), [7, 2, 9], 12);
  expect([few.l2From, few.correct, few.absent.length]).toEqual(['untried', 3, 9]);
  const two = await solve(features, labels.map((label) => Math.min(1, label)), 2);
  expect(differ(two.weight.subarray(0, dimensions), two.weight.subarray(dimensions).map((value) => -value))).toBeLessThan(1e-7);
  const single = await solve(features, labels.map(() => 1), 3);
  expect([single.correct, single.loss]).toEqual([60, 0]);
});

test('groups that hold several classes: no fold is without a teacher of one, which would cost any l2 the same', async () => {
  // Class 3 comes in two groups, 1 and 11, whose first rows are of others.
  const grouped = Array.from({ length: 60 }, (_, row) => String(row % 20));
  const some = labels.map((label, row) => (row >= 40 && (row % 20 === 1 || row % 20 === 11) ? 3 : label));
  for (let seed = 0; seed < 8; seed++) {
    const head = await solve(drawn(some), some, 4, { groups: grouped, isGrouped: true, seed });
    expect(head.l2, String(seed)).toBeLessThan(1);
  }
});
