import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage, openImage } from './decode.ts';
import { threadGate } from './read-image.ts';
import { verifyPicture } from './verify.ts';
import { isWholeJpeg } from './whole-jpeg.ts';

/** Noise that is smooth in places, so that there are long codes and runs of zeros alike. */
const drawn = (width: number, height: number, channels: 1 | 3 = 3) =>
  sharp(Uint8Array.from({ length: width * height * channels }, (_, i) => (i % 977 < 500 ? (i * 2_654_435_761) >>> 24 : (i >> 6) & 255)), { raw: { width, height, channels } });

const kinds: Record<string, () => Promise<Buffer>> = {
  baseline: () => drawn(93, 71).jpeg({ quality: 70 }).toBuffer(),
  'baseline with tables of its own': () => drawn(93, 71).jpeg({ quality: 95, optimiseCoding: true }).toBuffer(),
  'without subsampling': () => drawn(64, 40).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(),
  grey: () => drawn(61, 47, 1).toColourspace('b-w').jpeg().toBuffer(),
  progressive: () => drawn(93, 71).jpeg({ quality: 70, progressive: true }).toBuffer(),
  'progressive, of high quality': () => drawn(90, 65).jpeg({ quality: 98, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'progressive, its scans chosen': () => drawn(90, 65).jpeg({ mozjpeg: true }).toBuffer(),
  'progressive and grey': () => drawn(61, 47, 1).toColourspace('b-w').jpeg({ progressive: true }).toBuffer(),
  'with a profile and EXIF': () => drawn(40, 30).withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg().toBuffer(),
};

test.each(Object.entries(kinds))('a JPEG in order is whole, and no longer where one byte of its end is missing: %s', async (_, make) => {
  const file = await make();
  expect(isWholeJpeg(file)).toBe(true);
  expect(isWholeJpeg(Buffer.concat([file, Buffer.alloc(99, 7)]))).toBe(true);
  for (const missing of [1, 2, 3, 40]) expect(isWholeJpeg(file.subarray(0, file.length - missing))).toBe(false);
});

test('restart markers are counted, in their order', async () => {
  const jpeg = await drawn(24, 8, 1).toColourspace('b-w').jpeg({ optimiseCoding: false }).toBuffer();
  const pixelsAt = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  /** By the usual tables 0x2b is a grey block: a difference of 0, nothing else, filled up with ones. */
  const restarting = (...codes: number[]): Buffer =>
    Buffer.concat([jpeg.subarray(0, pixelsAt), Buffer.from([0xff, 0xdd, 0, 4, 0, 1]), jpeg.subarray(pixelsAt, pixelsAt + 10), Buffer.from([...codes, 0xff, 0xd9])]);
  const whole = restarting(0x2b, 0xff, 0xd0, 0x2b, 0xff, 0xd1, 0x2b);
  expect(isWholeJpeg(whole)).toBe(true);
  expect(await isInOrder(whole)).toBe(true);
  expect(isWholeJpeg(restarting(0x2b, 0xff, 0xd0, 0x2b))).toBe(false);
  expect(isWholeJpeg(restarting(0x2b, 0xff, 0xd1, 0x2b, 0xff, 0xd0, 0x2b))).toBe(false);
  expect(isWholeJpeg(restarting(0x2b, 0xff, 0xd0, 0x2b, 0xff, 0xd1, 0x2b, 0x2b))).toBe(false);
});

test('all of the sample are whole', () => {
  for (const name of readdirSync('datasets/sample/maple')) expect(isWholeJpeg(readFileSync(join('datasets/sample/maple', name))), name).toBe(true);
});

const isGood = (file: Buffer, read: (file: Buffer) => Promise<unknown>): Promise<boolean> =>
  read(file).then(
    () => true,
    (error: unknown) => (expect(error).toMatchObject({ code: 'bad-image' }), false),
  );
const verified = async (file: Buffer): Promise<unknown> => verifyPicture(await openImage(file), threadGate);

/** What libjpeg so much as warns of fails. */
const isInOrder = (file: Buffer): Promise<boolean> =>
  sharp(file, { failOn: 'warning' })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );

describe('whatever is done to its bytes', () => {
  const damage = fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('cut', 'flip', 'zero', 'noise', 'lose', 'double'),
    value: fc.integer({ min: 1, max: 255 }),
  });

  test.each(Object.entries(kinds))('it is found whole or damaged as by decoding it, and libjpeg has nothing to say of the pixels of what is called whole: %s', async (_, make) => {
    const file = await make();
    const pixelsAt = file.indexOf(Buffer.from([0xff, 0xda]));
    await fc.assert(
      fc.asyncProperty(damage, async ({ place, kind, value }) => {
        const at = 2 + Math.floor(place * (file.length - 4));
        const end = Math.min(at + value, file.length);
        let damaged = Buffer.from(kind === 'cut' ? file.subarray(0, at) : file);
        if (kind === 'flip') damaged[at]! ^= value;
        if (kind === 'zero') damaged.fill(0, at, end);
        if (kind === 'noise') for (let i = at; i < end; i++) damaged[i] = (i * 2_654_435_761) >>> 24;
        if (kind === 'lose') damaged = Buffer.concat([file.subarray(0, at), file.subarray(end)]);
        if (kind === 'double') damaged = Buffer.concat([file.subarray(0, end), file.subarray(at)]);
        expect(await isGood(damaged, verified)).toBe(await isGood(damaged, decodeImage));
        if (at > pixelsAt && isWholeJpeg(damaged)) expect(await isInOrder(damaged)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
