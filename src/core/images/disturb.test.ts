import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stressKinds, stressValues } from '../../shared/stress.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { coverCells, coverMiddle, disturb } from './disturb.ts';

const size = 72;
const square = (seed: number): Uint8Array => {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: size * size * 3 }, () => random() * 256);
};
/** Mean squared difference of two squares. */
const apart = (a: Uint8Array, b: Uint8Array): number => a.reduce((sum, level, at) => sum + (level - b[at]!) ** 2, 0) / a.length;

test.each(stressKinds)('%s: each level is further from the picture than the one before, and the picture stays as it is', async (kind) => {
  // Smooth with an edge: noise alone looks the same whichever way it is turned or cut.
  const smooth = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % size, Math.floor(at / 3 / size)];
    return (x > 41 ? 120 : 40) + y + 8 * Math.sin(x * 1.9);
  });
  const before = smooth.slice();
  const distances: number[] = [];
  for (const value of stressValues[kind]) distances.push(apart(smooth, await disturb(smooth, size, kind, value, seededRandom(1))));
  expect(distances[0]).toBeGreaterThan(0);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  expect(smooth).toEqual(before);
});

test('a quarter turn four times is no turn, and a blur keeps the mean', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), async (seed) => {
      const own = square(seed);
      let turned: Uint8Array = own;
      for (let quarter = 0; quarter < 4; quarter++) turned = await disturb(turned, size, 'rotation', 90, Math.random);
      expect(turned).toEqual(own);
      const mean = (of: Uint8Array): number => of.reduce((sum, level) => sum + level, 0) / of.length;
      expect(mean(await disturb(own, size, 'blur', 4, Math.random))).toBeCloseTo(mean(own), 0);
    }),
    { numRuns: 10 },
  );
});

test('what turns right shows at the right: the top edge after a quarter turn', async () => {
  const topRed = Uint8Array.from({ length: size * size * 3 }, (_, at) => (at < size * 3 && at % 3 === 0 ? 255 : 0));
  const turned = await disturb(topRed, size, 'rotation', 90, Math.random);
  expect([...Array(size).keys()].every((row) => turned[(row * size + size - 1) * 3] === 255)).toBe(true);
});

test('covering leaves the rest: cells of a grid, and all but a border of an eighth', () => {
  const own = square(3).map((level) => Math.max(1, level));
  const covered = coverCells(own, size, 2, 3, new Set([5]), [0, 0, 0]);
  const isCovered = (of: Uint8Array, x: number, y: number): boolean => of[(y * size + x) * 3] === 0;
  expect([isCovered(covered, 48, 36), isCovered(covered, 71, 71), isCovered(covered, 47, 36), isCovered(covered, 48, 35)]).toEqual([true, true, false, false]);
  const border = coverMiddle(own, size, [0, 0, 0]);
  expect([isCovered(border, 9, 9), isCovered(border, 62, 62), isCovered(border, 8, 36), isCovered(border, 63, 36)]).toEqual([true, true, false, false]);
});
