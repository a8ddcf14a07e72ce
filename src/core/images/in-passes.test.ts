import { expect, test } from 'vitest';
import type { Answered } from './answer-chunk.ts';
import { inPasses } from './in-passes.ts';

const picture = 3;

test('pictures are answered in their order, so many a pass', async () => {
  const passes: number[] = [];
  const compute = async (pixels: Uint8Array, batch: number): Promise<Answered> => {
    passes.push(batch);
    const first = Array.from({ length: batch }, (_, row) => pixels[row * picture]!);
    return { values: Float32Array.from(first.flatMap((value) => [value, -value])), familiarity: first.map((value) => value / 2) };
  };
  const pixels = Uint8Array.from({ length: 7 * picture }, (_, i) => i);
  const whole = await compute(pixels, 7);
  passes.length = 0;
  expect(await inPasses(compute, 3)(pixels, 7)).toEqual(whole);
  expect(passes).toEqual([3, 3, 1]);
  expect(await inPasses(compute, 7)(pixels, 7)).toEqual(whole);
  expect(passes.at(-1)).toBe(7);
});

test('where nothing tells how familiar pictures are, nothing does of several passes', async () => {
  const silent = async (_: Uint8Array, batch: number): Promise<Answered> => ({ values: new Float32Array(batch), familiarity: null });
  expect(await inPasses(silent, 2)(new Uint8Array(3 * picture), 3)).toEqual({ values: new Float32Array(3), familiarity: null });
});
