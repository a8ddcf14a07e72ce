import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { plainJpegHeader } from './image-header.ts';

const drawn = (channels: 1 | 3) =>
  sharp(Uint8Array.from({ length: 37 * 23 * channels }, (_, i) => (i * 7) % 256), { raw: { width: 37, height: 23, channels } });

/** What libvips says, of what is asked here. */
async function toldByVips(file: Buffer) {
  const { width, height, autoOrient, channels, depth, hasAlpha, isProgressive, orientation, space } = await sharp(file).metadata();
  return { width, height, autoOrient, channels, depth, hasAlpha, isProgressive, orientation, space };
}

const plain: Record<string, () => Promise<Buffer>> = {
  baseline: () => drawn(3).jpeg().toBuffer(),
  progressive: () => drawn(3).jpeg({ progressive: true }).toBuffer(),
  'without subsampling': () => drawn(3).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  grey: () => drawn(1).toColourspace('b-w').jpeg().toBuffer(),
  'grey, progressive': () => drawn(1).toColourspace('b-w').jpeg({ progressive: true }).toBuffer(),
  'with a profile': () => drawn(3).withIccProfile('p3').jpeg().toBuffer(),
  'with a comment': async () => {
    const jpeg = await drawn(3).jpeg().toBuffer();
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 6, 0xff, 0xe1, 1, 2]), jpeg.subarray(2)]);
  },
  'filled up between two segments': async () => {
    const jpeg = await drawn(3).jpeg().toBuffer();
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff]), jpeg.subarray(2)]);
  },
};

test.each(Object.entries(plain))('of an ordinary JPEG it says what libvips says: %s', async (_, make) => {
  const file = await make();
  expect({ orientation: undefined, ...plainJpegHeader(file) }).toEqual(await toldByVips(file));
});

test('of the sample, too', async () => {
  const folder = 'datasets/sample/maple';
  for (const name of readdirSync(folder).slice(0, 12)) {
    const file = readFileSync(join(folder, name));
    expect({ orientation: undefined, ...plainJpegHeader(file) }, name).toEqual(await toldByVips(file));
  }
});

const unusual: Record<string, () => Promise<Buffer>> = {
  turned: () => drawn(3).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  CMYK: () => drawn(3).toColourspace('cmyk').jpeg().toBuffer(),
  'cut off before its pixels': async () => (await drawn(3).jpeg().toBuffer()).subarray(0, 200),
  'with two frames': async () => {
    const jpeg = await drawn(3).jpeg().toBuffer();
    const at = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    const frame = jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2));
    return Buffer.concat([jpeg.subarray(0, at), frame, jpeg.subarray(at)]);
  },
  'of 12 bits': async () => {
    const jpeg = Buffer.from(await drawn(3).jpeg().toBuffer());
    jpeg[jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
    return jpeg;
  },
};

test.each(Object.entries(unusual))('of another it says nothing, and libvips is asked: %s', async (_, make) => {
  expect(plainJpegHeader(await make())).toBeNull();
});
