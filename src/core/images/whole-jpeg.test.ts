import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { anyDamage, damageFile } from './damage-jpeg.fixture.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';
import { drawn, jpegKinds } from './jpeg-kinds.fixture.ts';
import { threadGate } from './read-image.ts';
import { verifyPicture } from './verify.ts';
import { isWholeJpeg } from './whole-jpeg.ts';

test.each(Object.entries(jpegKinds))('a JPEG in order is whole, and no longer where one byte of its end is missing: %s', async (_, make) => {
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

/** With so many comments of 64 kB, 0xff in all of them. */
const commented = (file: Buffer, comments: number): Buffer =>
  Buffer.concat([file.subarray(0, 2), ...Array.from({ length: comments }, () => Buffer.alloc(65_537, 0xff).fill(Buffer.from([0xff, 0xfe, 0xff, 0xff]), 0, 4)), file.subarray(2)]);

test.each([['needs more memory than those before', 40], ['is too large for the memory that is kept', 300]])('one that %s is read as well, and a small one after it', async (_, comments) => {
  const small = await jpegKinds['progressive']!();
  const large = commented(small, comments);
  expect([isWholeJpeg(large), isWholeJpeg(small), isWholeJpeg(large.subarray(0, -40)), isWholeJpeg(small.subarray(0, -40))]).toEqual([true, true, false, false]);
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
  test.each(Object.entries(jpegKinds))('it is found whole or damaged as by decoding it, and libjpeg has nothing to say of the pixels of what is called whole: %s', async (_, make) => {
    const file = await make();
    const pixelsAt = file.indexOf(Buffer.from([0xff, 0xda]));
    await fc.assert(
      fc.asyncProperty(anyDamage, async (damage) => {
        const { damaged, at } = damageFile(file, damage);
        expect(await isGood(damaged, verified)).toBe(await isGood(damaged, decodeImage));
        if (at > pixelsAt && isWholeJpeg(damaged)) expect(await isInOrder(damaged)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
