import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { heatOverlay, relativeHeat } from './heat-overlay.ts';

const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 128, g: 128, b: 128 } } }).png().toBuffer();

async function pixelsOf(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { width: info.width, height: info.height, at };
}

test('red where the map is highest, the picture where it is lowest, dark where nothing was seen', async () => {
  // The middle half of the width is seen; the evidence lies at the lower right.
  const grid = { rows: 2, columns: 2, values: [-5, -5, -5, 3], crop: [0.25, 0, 0.5, 1] as const };
  const { width, height, at } = await pixelsOf(await heatOverlay(await grey(200, 100), grid));
  expect([width, height]).toEqual([200, 100]);
  const near = (pixel: number[], expected: number[]) => pixel.forEach((value, c) => expect(Math.abs(value - expected[c]!)).toBeLessThan(8));
  near(at(55, 5), [128, 128, 128]);
  near(at(148, 95), [128 * 0.3 + 206 * 0.7, 128 * 0.3 + 24 * 0.7, 128 * 0.3 + 32 * 0.7]);
  near(at(10, 50), [45, 45, 45]);
  near(at(190, 50), [45, 45, 45]);
});

test('a map without differences shows nothing, and large pictures become smaller', async () => {
  const grid = { rows: 1, columns: 2, values: [7, 7], crop: [0, 0, 1, 1] as const };
  const { width, height, at } = await pixelsOf(await heatOverlay(await grey(3200, 160), grid));
  expect([width, height]).toEqual([1600, 80]);
  for (const x of [0, 800, 1599]) expect(Math.abs(at(x, 40)[0]! - 128)).toBeLessThan(4);
});

test('heat is 0 at the lowest, 1 at the highest, and keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 }), (values) => {
      const heat = relativeHeat(values);
      fc.pre(Math.max(...values) > Math.min(...values));
      expect([Math.min(...heat), Math.max(...heat)]).toEqual([0, 1]);
      for (const [i, value] of values.entries()) expect(heat[i]! < heat[0]!).toBe(value < values[0]!);
    }),
  );
});
