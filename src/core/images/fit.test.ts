import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PictureFit } from '../../shared/picture-fits.ts';
import type { Pixels } from './pixels.ts';
import { preprocessImage } from './preprocess-image.fixture.ts';
import { seenPart } from './preprocess.ts';
import { lightView, viewBox } from './view.ts';

interface Expectations {
  readonly padColor: [number, number, number];
  readonly rows: readonly {
    readonly width: number;
    readonly height: number;
    readonly fit: PictureFit;
    readonly interpolation: 'bilinear' | 'bicubic';
    readonly imageSize: number;
    readonly sha256: string;
  }[];
}

/** By `scripts/fit-expectations.py`. */
const { padColor, rows } = JSON.parse(readFileSync(new URL('../../../test/fit-pillow.json', import.meta.url), 'utf8')) as Expectations;

function picture(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = (37 * x + 91 * y + 53 * c + x * y) % 256;
  return { width, height, data };
}

test.each(rows)('$fit of $width x $height to $imageSize ($interpolation) equals Pillow bit for bit', ({ width, height, sha256, ...geometry }) => {
  const square = preprocessImage(picture(width, height), { cropPct: 0.875, padColor, ...geometry });
  expect(createHash('sha256').update(square).digest('hex')).toBe(sha256);
});

const size = fc.integer({ min: 1, max: 300 });

test('nothing of a padded or squeezed picture is lost, whatever its shape', () => {
  fc.assert(
    fc.property(size, size, fc.constantFrom('pad' as const, 'squeeze' as const), (width, height, fit) => {
      const [left, top, partWidth, partHeight] = seenPart(width, height, { imageSize: 64, cropPct: 0.875, fit });
      expect(Math.max(left, top)).toBeLessThanOrEqual(0);
      expect(Math.min(left + partWidth, top + partHeight)).toBeGreaterThanOrEqual(1 - 1e-9);
    }),
  );
});

test('a view of a long picture keeps most of its length where pictures are seen whole', () => {
  for (let index = 1; index < 40; index++) {
    const view = lightView(3, 'ab', index)!;
    // The crop cannot: no part of it is as wide as high and holds 70 % of it.
    expect(viewBox(view, 900, 60).width).toBeLessThan(100);
    const box = viewBox(view, 900, 60, 'pad');
    expect(box.width * box.height).toBeGreaterThanOrEqual(0.69 * 900 * 60);
    expect(box.left + box.width).toBeLessThanOrEqual(900);
    expect(box.top + box.height).toBeLessThanOrEqual(60);
    expect(preprocessImage(picture(90, 6), { imageSize: 32, cropPct: 1, interpolation: 'bilinear', fit: 'pad' }, view)).toHaveLength(32 * 32 * 3);
  }
});
