import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../test/rxg1.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';
import { decoderVersion } from './decoder-version.ts';
import { isTransposed } from './orient.ts';
import type { Pixels } from './pixels.ts';

const width = 37;
const height = 23;

/** A smooth picture, so that lossy formats come near it; every corner has a colour of its own. */
const picture = Buffer.from(
  Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return [(x * 255) / (width - 1), (y * 255) / (height - 1), 255 - (x * 128) / (width - 1)][i % 3]!;
  }),
);
const source = () => sharp(picture, { raw: { width, height, channels: 3 } });
const byte = (seed: number, i: number): number => (valueAt(seed, i) >> 3) & 255;

function largestDifference(pixels: Pixels, expected: Uint8Array): number {
  expect(pixels.data.length).toBe(expected.length);
  return pixels.data.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

describe('formats', () => {
  const lossless = {
    png: () => source().png(),
    'interlaced png': () => source().png({ progressive: true }),
    'lossless webp': () => source().webp({ lossless: true }),
    tiff: () => source().tiff({ compression: 'none' }),
    'lzw tiff': () => source().tiff({ compression: 'lzw' }),
    'tiled tiff': () => source().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'deflate' }),
  };
  test.each(Object.entries(lossless))('%s comes back bit for bit', async (_, encode) => {
    const pixels = await decodeImage(await encode().toBuffer());
    expect(pixels).toMatchObject({ width, height });
    expect(largestDifference(pixels, picture)).toBe(0);
  });

  const lossy = {
    jpeg: () => source().jpeg({ quality: 98, chromaSubsampling: '4:4:4' }),
    'progressive jpeg': () => source().jpeg({ quality: 98, chromaSubsampling: '4:4:4', progressive: true }),
    webp: () => source().webp({ quality: 98, smartSubsample: true }),
    avif: () => source().avif({ quality: 98, chromaSubsampling: '4:4:4' }),
    'jpeg tiff': () => source().tiff({ compression: 'jpeg', quality: 98 }),
  };
  test.each(Object.entries(lossy))('%s comes back nearly', async (_, encode) => {
    const pixels = await decodeImage(await encode().toBuffer());
    expect(pixels).toMatchObject({ width, height });
    expect(largestDifference(pixels, picture)).toBeLessThan(24);
  });

  test('of an animated gif or webp the first picture is read', async () => {
    const frames = [255, 0].map((red) => Buffer.alloc(8 * 6 * 3, Uint8Array.of(red, 0, 255 - red)));
    const animation = sharp(Buffer.concat(frames), { raw: { width: 8, height: 12, channels: 3, pageHeight: 6 } });
    const red = Uint8Array.from({ length: 8 * 6 * 3 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    for (const file of [animation.clone().gif(), animation.clone().webp({ lossless: true })]) {
      const pixels = await decodeImage(await file.toBuffer());
      expect(pixels).toMatchObject({ width: 8, height: 6 });
      expect(pixels.data).toEqual(red);
    }
  });
});

describe('what becomes 8-bit RGB', () => {
  test('grey', async () => {
    const grey = Buffer.from(Uint8Array.from({ length: width * height }, (_, i) => byte(1, i)));
    const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) => grey[Math.floor(i / 3)]!);
    const file = () => sharp(grey, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
    expect((await decodeImage(await file().png().toBuffer())).data).toEqual(expected);
    expect((await decodeImage(await file().tiff({ compression: 'deflate' }).toBuffer())).data).toEqual(expected);
    const nearly = await decodeImage(await file().jpeg({ quality: 100 }).toBuffer());
    expect(largestDifference(nearly, expected)).toBeLessThan(6);
  });

  test('alpha is laid on white, rounded as Pillow pastes', async () => {
    const rgba = Buffer.from(Uint8Array.from({ length: width * height * 4 }, (_, i) => byte(2, i)));
    const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const at = Math.floor(i / 3) * 4;
      return Math.round((rgba[at + (i % 3)]! * rgba[at + 3]! + 255 * (255 - rgba[at + 3]!)) / 255);
    });
    const file = () => sharp(rgba, { raw: { width, height, channels: 4 } });
    expect((await decodeImage(await file().png().toBuffer())).data).toEqual(expected);
    expect((await decodeImage(await file().webp({ lossless: true, exact: true }).toBuffer())).data).toEqual(expected);
    expect((await decodeImage(await file().tiff({ compression: 'lzw' }).toBuffer())).data).toEqual(expected);
  });

  test('grey with alpha', async () => {
    const greyAlpha = Buffer.from(Uint8Array.from({ length: width * height * 2 }, (_, i) => byte(3, i)));
    const file = await sharp(greyAlpha, { raw: { width, height, channels: 2 } }).toColourspace('b-w').png().toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(2);
    const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const at = Math.floor(i / 3) * 2;
      return Math.round((greyAlpha[at]! * greyAlpha[at + 1]! + 255 * (255 - greyAlpha[at + 1]!)) / 255);
    });
    expect((await decodeImage(file)).data).toEqual(expected);
  });

  test('16 bits lose their lower byte', async () => {
    const wide = Uint16Array.from({ length: width * height * 3 }, (_, i) => valueAt(4, i) & 0xffff);
    const file = await sharp(wide, { raw: { width, height, channels: 3 } }).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(file).metadata()).depth).toBe('ushort');
    expect((await decodeImage(file)).data).toEqual(Uint8Array.from(wide, (value) => value >> 8));
    const grey = await sharp(wide.subarray(0, width * height), { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(grey).metadata()).space).toBe('grey16');
    expect((await decodeImage(grey)).data.filter((_, i) => i % 3 === 1)).toEqual(
      Uint8Array.from(wide.subarray(0, width * height), (value) => value >> 8),
    );
  });

  test('palettes, with and without transparency', async () => {
    const stripes = Buffer.from(Uint8Array.from({ length: width * height * 4 }, (_, i) => {
      const colour = Math.floor(i / 4) % 4;
      return [colour * 80, 255 - colour * 80, 10, colour === 3 ? 0 : 255][i % 4]!;
    }));
    const file = await sharp(stripes, { raw: { width, height, channels: 4 } }).png({ palette: true }).toBuffer();
    expect((await sharp(file).metadata()).isPalette).toBe(true);
    const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
      stripes[Math.floor(i / 3) * 4 + 3] === 0 ? 255 : stripes[Math.floor(i / 3) * 4 + (i % 3)]!,
    );
    expect(largestDifference(await decodeImage(file), expected)).toBeLessThan(4);
  });

  test('CMYK, without a profile, as Pillow does: (255 - ink) * (255 - black) / 255', async () => {
    const cmyk = source().toColourspace('cmyk');
    for (const encode of [cmyk.clone().tiff({ compression: 'none' }), cmyk.clone().jpeg({ quality: 100 })]) {
      const file = await encode.toBuffer();
      expect((await sharp(file).metadata()).space).toBe('cmyk');
      const inks = await sharp(file).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
      expect(new Set(inks).size).toBeGreaterThan(50);
      const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
        const at = Math.floor(i / 3) * 4;
        const light = 255 - inks[at + 3]!;
        return light - Math.round((inks[at + (i % 3)]! * light) / 255);
      });
      expect((await decodeImage(file)).data).toEqual(expected);
    }
  });

  test('a colour profile is dropped, not applied', async () => {
    const file = await source().withIccProfile('p3').png().toBuffer();
    expect((await sharp(file).metadata()).icc).toBeDefined();
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    expect(stored.equals(await sharp(file).raw().toBuffer())).toBe(false);
    expect((await decodeImage(file)).data).toEqual(new Uint8Array(stored));
  });
});

/** Where a pixel of the upright picture is stored, from the table of the EXIF standard (tag 274). */
const storedAt: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _, h) => [y, h - 1 - x],
  7: (x, y, w, h) => [w - 1 - y, h - 1 - x],
  8: (x, y, w) => [w - 1 - y, x],
};

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', (orientation) => {
  const upright = isTransposed(orientation) ? { width: height, height: width } : { width, height };
  const expected = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % upright.width;
    const y = Math.floor(i / 3 / upright.width);
    const [storedX, storedY] = storedAt[orientation]!(x, y, width, height);
    return picture[(storedY * width + storedX) * 3 + (i % 3)]!;
  });
  const encoded = () => source().withMetadata({ orientation });

  test('is applied', async () => {
    for (const file of [encoded().png(), encoded().tiff({ compression: 'lzw' }), encoded().webp({ lossless: true })]) {
      const pixels = await decodeImage(await file.toBuffer());
      expect(pixels).toMatchObject(upright);
      expect(pixels.data).toEqual(expected);
    }
    const jpeg = await decodeImage(await encoded().jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer());
    expect(jpeg).toMatchObject(upright);
    expect(largestDifference(jpeg, expected)).toBeLessThan(24);
  });

  test('is applied to bands of rows too', async () => {
    const image = await openImage(await encoded().png().toBuffer());
    expect(image).toMatchObject(upright);
    const bands: Uint8Array[] = [];
    for (let from = 0; from < image.height; from += 5)
      bands.push(await image.readRows(from, Math.min(image.height, from + 5)));
    expect(new Uint8Array(Buffer.concat(bands))).toEqual(expected);
  });
});

test('the decoder version names what the pixels depend on', () => {
  expect(decoderVersion).toContain(sharp.versions.sharp);
  expect(decoderVersion).toContain(sharp.versions.vips);
});
