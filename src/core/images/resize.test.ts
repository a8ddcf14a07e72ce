import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainResize } from '../../../test/plain-resize.ts';
import { seedOf, valueAt } from '../../../test/rxg1.ts';
import type { Box, Pixels } from './pixels.ts';
import { preprocessImage, resizePixels } from './preprocess-image.fixture.ts';
import { planPreprocessing } from './preprocess.ts';
import { finishResize, narrowedPitch, planResize, resizeRows, runResize } from './resize.ts';
import type { Interpolation } from './resize-coefficients.ts';

interface Golden {
  pipelines: Record<
    string,
    { resize_short: number; crop: number; interpolation: Interpolation; mean: number[]; std: number[] }
  >;
  images: Record<
    string,
    {
      W: number;
      H: number;
      sha256_rgb: string;
      out: Record<
        string,
        { resized_WH: [number, number]; sha256_crop_rgb_hwc: string; crop_first6: number[]; norm_abssum: number }
      >;
    }
  >;
}
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/preprocess.json', import.meta.url), 'utf8')) as Golden;
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The generated picture that `preprocess.json` describes in its note. */
function goldenImage(id: string, width: number, height: number): Pixels {
  const blockSeed = seedOf(`image.${id}.block`);
  const pixelSeed = seedOf(`image.${id}.pixel`);
  const byteAt = (seed: number, index: number): number => (valueAt(seed, index) + 65535) / 2 / 256;
  const blocksAcross = (width + 7) >> 3;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const block = Math.floor(byteAt(blockSeed, ((y >> 3) * blocksAcross + (x >> 3)) * 3 + c));
        const noise = Math.floor(byteAt(pixelSeed, (y * width + x) * 3 + c));
        data[(y * width + x) * 3 + c] = (3 * block + noise) >> 2;
      }
  return { width, height, data };
}

describe.each(Object.entries(golden.images))('golden image %s', (id, image) => {
  const pixels = goldenImage(id, image.W, image.H);
  test('is generated as described', () => expect(sha256(pixels.data)).toBe(image.sha256_rgb));
  test.each(Object.entries(image.out))('pipeline %s equals Pillow bit for bit', (name, expected) => {
    const { resize_short: short, crop, interpolation, mean, std } = golden.pipelines[name]!;
    const preprocessing = { imageSize: crop, cropPct: crop / (short + 0.5), interpolation };
    const plan = planPreprocessing(image.W, image.H, preprocessing, null);
    const out = preprocessImage(pixels, preprocessing);
    expect(plan.resize.window).toMatchObject({ width: crop, height: crop });
    expect([...out.subarray(0, 6)]).toEqual(expected.crop_first6);
    expect(sha256(out)).toBe(expected.sha256_crop_rgb_hwc);
    let absolute = 0;
    out.forEach((value, i) => (absolute += Math.abs((value / 255 - mean[i % 3]!) / std[i % 3]!)));
    expect(absolute).toBeCloseTo(expected.norm_abssum, -1);
    const [width, height] = expected.resized_WH;
    expect(sha256(slowCrop(slowResize(pixels, width, height, interpolation), width, height, crop))).toBe(sha256(out));
  });
});

test('the short side is floor(imageSize / cropPct), the crop starts at the half-even middle', () => {
  const cases = [
    [224, 0.875, 16],
    [224, 0.95, 6], // 235: 5.5 goes to 6
    [224, 0.965, 4],
    [224, 0.98, 2], // 228
    [225, 0.98, 2], // 229
    [288, 1, 0],
  ] as const;
  for (const [imageSize, cropPct, left] of cases)
    expect(planPreprocessing(500, 500, { imageSize, cropPct, interpolation: 'bilinear' }, null).resize.window).toEqual({
      left,
      top: left,
      width: imageSize,
      height: imageSize,
    });
});

/** Pillow's algorithm in its plainest form: everything computed, plain arrays, no cache. */
function slowWeights(size: number, out: number, interpolation: Interpolation): { start: number; weights: number[] }[] {
  const filter = (t: number): number => {
    const x = Math.abs(t);
    if (interpolation === 'bilinear') return x < 1 ? 1 - x : 0;
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
  };
  const scale = size / out;
  const wide = Math.max(1, scale);
  const support = (interpolation === 'bilinear' ? 1 : 2) * wide;
  return Array.from({ length: out }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(size, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - start }, (_, k) => filter((k + start - centre + 0.5) * (1 / wide)));
    let sum = 0;
    for (const value of raw) sum += value;
    return { start, weights: raw.map((w) => Math.trunc((w / sum) * 2 ** 22 + (w / sum < 0 ? -0.5 : 0.5))) };
  });
}

const clip = (sum: number): number => Math.min(255, Math.max(0, Math.floor(sum / 2 ** 22)));

function slowResize({ width, height, data }: Pixels, outWidth: number, outHeight: number, how: Interpolation): Uint8Array {
  const across = slowWeights(width, outWidth, how);
  const down = slowWeights(height, outHeight, how);
  const narrow = new Uint8Array(outWidth * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < outWidth; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 2 ** 21;
        across[x]!.weights.forEach((w, k) => (sum += w * data[(y * width + across[x]!.start + k) * 3 + c]!));
        narrow[(y * outWidth + x) * 3 + c] = clip(sum);
      }
  const out = new Uint8Array(outWidth * outHeight * 3);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 2 ** 21;
        down[y]!.weights.forEach((w, k) => (sum += w * narrow[((down[y]!.start + k) * outWidth + x) * 3 + c]!));
        out[(y * outWidth + x) * 3 + c] = clip(sum);
      }
  return out;
}

/** torchvision's CenterCrop: Python's round sends a half to the even neighbour. */
function slowCrop(data: Uint8Array, width: number, height: number, size: number): Uint8Array {
  const even = (value: number): number => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
  const left = even((width - size) / 2);
  const top = even((height - size) / 2);
  const out: number[] = [];
  for (let y = 0; y < size; y++)
    out.push(...data.subarray(((y + top) * width + left) * 3, ((y + top) * width + left + size) * 3));
  return Uint8Array.from(out);
}

function pixelsOf(width: number, height: number, seed: number): Pixels {
  // Extremes next to each other make bicubic overshoot, so that clipping is tested too.
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const value = valueAt(seed, i);
    data[i] = value % 3 === 0 ? 255 : value % 3 === 1 ? 0 : (value >> 4) & 255;
  }
  return { width, height, data };
}

const anyPixels = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ width, height, seed }) => pixelsOf(width, height, seed));
const anyInterpolation = fc.constantFrom<Interpolation>('bilinear', 'bicubic');

test('any resize equals the plain algorithm', () => {
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(anyPixels, size, size, anyInterpolation, (pixels, width, height, interpolation) => {
      expect(resizePixels(pixels, width, height, interpolation)).toEqual(slowResize(pixels, width, height, interpolation));
    }),
    { numRuns: 300 },
  );
});

const anyCrop = fc.record({ imageSize: fc.integer({ min: 4, max: 24 }), percent: fc.integer({ min: 40, max: 100 }) });

test('computing only the crop changes nothing', () => {
  fc.assert(
    fc.property(anyPixels, anyCrop, anyInterpolation, (pixels, { imageSize, percent }, interpolation) => {
      const cropPct = percent / 100;
      const short = Math.floor(imageSize / cropPct);
      const { width, height } = pixels;
      const outWidth = width > height ? Math.trunc((short * width) / height) : short;
      const outHeight = width > height ? short : Math.trunc((short * height) / width);
      const whole = slowResize(pixels, outWidth, outHeight, interpolation);
      expect(preprocessImage(pixels, { imageSize, cropPct, interpolation })).toEqual(
        slowCrop(whole, outWidth, outHeight, imageSize),
      );
    }),
    { numRuns: 200 },
  );
});

/** A part of `0 .. size - 1`: where it begins, and how long it is. */
const partOf = (size: number) => fc.integer({ min: 1, max: size }).chain((length) => fc.tuple(fc.integer({ min: 0, max: size - length }), fc.constant(length)));

/** A part of a picture, and a part of what that is brought to. */
const anyPlanOf = ({ width, height }: Pixels, most: number) =>
  fc
    .tuple(partOf(width), partOf(height), fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }), anyInterpolation)
    .chain(([across, down, outWidth, outHeight, interpolation]) =>
      fc.tuple(partOf(outWidth), partOf(outHeight)).map(([outAcross, outDown]) => {
        const box = ([left, width]: [number, number], [top, height]: [number, number]) => ({ left, top, width, height });
        return { outWidth, outHeight, interpolation, plan: planResize(box(across, down), outWidth, outHeight, interpolation, box(outAcross, outDown)) };
      }),
    );

/** The bytes of a box of a picture. */
function cutOut({ width, data }: Pixels, box: Box): Pixels {
  const rows = Array.from({ length: box.height }, (_, y) => data.subarray(((box.top + y) * width + box.left) * 3, ((box.top + y) * width + box.left + box.width) * 3));
  return { width: box.width, height: box.height, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

test('any part of any part of a picture equals the plain algorithm', () => {
  const anyCase = anyPixels.chain((pixels) => fc.record({ pixels: fc.constant(pixels), asked: anyPlanOf(pixels, 60) }));
  fc.assert(
    fc.property(anyCase, ({ pixels, asked: { plan, outWidth, outHeight, interpolation } }) => {
      const whole = slowResize(cutOut(pixels, plan.region), outWidth, outHeight, interpolation);
      const expected = cutOut({ width: outWidth, height: outHeight, data: whole }, plan.window).data;
      expect(Buffer.compare(runResize(pixels, plan), expected)).toBe(0);
      expect(Buffer.compare(plainResize(pixels, plan), expected)).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('pictures of many blocks equal the plain sums', () => {
  // Long rows, many rows, both; more than a thread's memory holds, and results larger than their pictures.
  const anyLarge = fc
    .record({ width: fc.integer({ min: 1, max: 3000 }), most: fc.integer({ min: 1, max: 200_000 }), seed: fc.nat() })
    .map(({ width, most, seed }) => pixelsOf(width, Math.max(1, Math.floor(most / width)), seed))
    .chain((pixels) => fc.record({ pixels: fc.constant(pixels), asked: anyPlanOf(pixels, 500) }));
  fc.assert(
    fc.property(anyLarge, ({ pixels, asked: { plan } }) => {
      expect(Buffer.compare(runResize(pixels, plan), plainResize(pixels, plan))).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('rows that come in bands are the same rows', () => {
  const anyCase = anyPixels.chain((pixels) => fc.record({ pixels: fc.constant(pixels), asked: anyPlanOf(pixels, 40), bandRows: fc.integer({ min: 1, max: 40 }) }));
  fc.assert(
    fc.property(anyCase, ({ pixels, asked: { plan }, bandRows }) => {
      const { region, horizontal, vertical } = plan;
      const narrowed = new Uint8Array((vertical.sourceTo - vertical.sourceFrom) * narrowedPitch(horizontal));
      for (let from = vertical.sourceFrom; from < vertical.sourceTo; from += bandRows) {
        const to = Math.min(vertical.sourceTo, from + bandRows);
        const band = pixels.data.slice((region.top + from) * pixels.width * 3, (region.top + to) * pixels.width * 3);
        resizeRows(band, pixels.width, 0, region.left, horizontal, narrowed, from - vertical.sourceFrom, to - from);
      }
      expect(Buffer.compare(finishResize(narrowed, plan), plainResize(pixels, plan))).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test.each([
  [300_000, 1, 64, 64],
  [120_000, 5, 7, 3],
  [1, 60_000, 64, 64],
  [5, 60_000, 3, 7],
  [2, 2, 1200, 900],
  [1200, 900, 1200, 900],
])('%i x %i → %i x %i equals the plain sums', (width, height, outWidth, outHeight) => {
  const pixels = pixelsOf(width, height, 7);
  const plan = planResize({ left: 0, top: 0, width, height }, outWidth, outHeight, 'bicubic');
  expect(Buffer.compare(runResize(pixels, plan), plainResize(pixels, plan))).toBe(0);
});

test('a picture of one row and 200000 columns costs no more than its crop', () => {
  const pixels = { width: 200_000, height: 1, data: new Uint8Array(600_000).fill(7) };
  const out = preprocessImage(pixels, { imageSize: 64, cropPct: 0.875, interpolation: 'bicubic' });
  expect(out.length).toBe(64 * 64 * 3);
  expect(out.every((value) => value === 7)).toBe(true);
});
