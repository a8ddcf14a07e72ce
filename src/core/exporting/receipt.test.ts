import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithRun } from './receipt.ts';

/** A reader that answers with `rows` whatever it is shown, in batches of the given sizes. */
function compare(run: readonly (readonly number[])[], exported: readonly (readonly number[])[], sizes = [run.length]) {
  const classes = run[0]?.length ?? 2;
  let next = 0;
  const reader = {
    says: {},
    probabilities: async (_: Uint8Array, count: number) => Float32Array.from(exported.slice(next, (next += count)).flat()),
    close: async () => undefined,
  };
  const batches = sizes.map((count) => ({ pixels: new Uint8Array(count), count }));
  return compareWithRun(reader, { batches, probabilities: Float32Array.from(run.flat()) }, classes);
}

test('a receipt by hand: the largest difference and the part of the pictures with the same class, over all batches', async () => {
  const run = [[0.75, 0.25], [0.5, 0.5], [0.125, 0.875], [1, 0]];
  const exported = [[0.75, 0.25], [0.25, 0.75], [0.125, 0.875], [1, 0]];
  const receipt = { images: 4, maxAbsDiff: 0.25, top1Agreement: 0.75 };
  for (const sizes of [[4], [1, 3], [2, 1, 1]]) expect(await compare(run, exported, sizes)).toEqual(receipt);
});

test('nothing agrees by accident: no number is infinitely far, missing rows and no pictures are no receipt', async () => {
  for (const [p, q] of [[Number.NaN, 0.5], [0.5, Number.NaN], [Number.NaN, Number.NaN]] as const) {
    expect(await compare([[0.5, 0.5], [p, 0.5]], [[0.5, 0.5], [q, 0.5]])).toMatchObject({ maxAbsDiff: Infinity });
  }
  await expect(compare([[0.5, 0.5]], [], [1])).rejects.toThrow('0 probabilities of the export and 2 of the run');
  await expect(compare([[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5]], [1])).rejects.toThrow('1 validation pictures for 2 predictions');
  await expect(compare([], [], [])).rejects.toThrow('0 validation pictures');
});

test('the same from either side, and without a difference only where every bit is the same', async () => {
  const row = fc.float({ min: 0, max: 1, noNaN: true }).map((a) => [a, Math.fround(1 - a)]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(row, row), { minLength: 1 }), async (pairs) => {
      const [run, exported] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const receipt = await compare(run, exported);
      expect(await compare(exported, run)).toEqual(receipt);
      expect(receipt.maxAbsDiff === 0).toBe(run.flat().every((value, i) => value === exported.flat()[i]));
      expect(await compare(run, run)).toEqual({ images: pairs.length, maxAbsDiff: 0, top1Agreement: 1 });
    }),
  );
});
