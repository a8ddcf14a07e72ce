import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { threadGate } from './read-image.ts';
import { lookAt } from './look-at.ts';
import { createGreyResizer, greyOf, hashesOf } from './perceptual-hash.ts';
import { takenAt } from './taken-at.ts';

interface GoldenPicture {
  name: string;
  width: number;
  height: number;
  pixels: string;
  lanczos32: string;
  lanczos9x8: string;
  ties: number;
  flat: boolean;
  phash: string;
  dhash: string;
}
const { pictures } = (
  JSON.parse(readFileSync(new URL('../../../test/golden/near-duplicates.json', import.meta.url), 'utf8')) as { nearDuplicates: { pictures: GoldenPicture[] } }
).nearDuplicates;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');

test.each(pictures)('$name is made small and hashed as Pillow and imagehash do', ({ width, height, pixels, lanczos32, lanczos9x8, ties, flat, phash, dhash }) => {
  const grey = bytes(pixels);
  const small = (w: number, h: number, bandRows: number) => {
    const resizer = createGreyResizer({ width, height }, w, h);
    for (let from = 0; from < height; from += bandRows) resizer.add(grey.subarray(from * width, (from + bandRows) * width));
    return resizer.finish();
  };
  expect(hexOf(small(32, 32, height))).toBe(lanczos32);
  expect(hexOf(small(9, 8, 5))).toBe(lanczos9x8);
  expect(hashesOf(bytes(lanczos32), bytes(lanczos9x8))).toEqual({ phash, dhash, ties, isFlat: flat });
});

test('a file is hashed upright and with its alpha on white, and tells when it was taken', async () => {
  const { width, height, pixels, phash, dhash } = pictures[0]!;
  const rgb = Buffer.from([...bytes(pixels)].flatMap((level) => [level, level, level]));
  expect(hexOf(greyOf(rgb))).toBe(pixels);
  const folder = tempFolder();
  const upright = path.join(folder, 'upright.png');
  const turned = path.join(folder, 'turned.png');
  const plain = sharp(rgb, { raw: { width, height, channels: 3 } });
  await plain.clone().png().toFile(upright);
  const exif = { IFD0: { Orientation: '6' }, IFD2: { DateTimeOriginal: '2026:11:26 21:03:59' } };
  const onItsSide = sharp(await plain.clone().rotate(270).png().toBuffer());
  await onItsSide.withExif(exif).withMetadata({ orientation: 6 }).png().toFile(turned);
  const look = async (file: string) => lookAt({ file, sha256: await sha256OfFile(file) }, threadGate);
  expect(await look(upright)).toMatchObject({ phash, dhash, takenAtMs: null });
  expect(await look(turned)).toMatchObject({ phash, dhash });
  await expect(lookAt({ file: upright, sha256: 'f'.repeat(64) }, threadGate)).rejects.toMatchObject({ code: 'bad-image' });
});

test('the time of a JPEG is read from its EXIF; what is damaged says nothing', async () => {
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .withExif({ IFD2: { DateTimeOriginal: '2026:11:26 21:03:59' } })
    .jpeg()
    .toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  expect(takenAt(exif)).toBe(Date.UTC(2026, 10, 26, 21, 3, 59));
  for (let length = 0; length < exif!.length; length++) expect([null, Date.UTC(2026, 10, 26, 21, 3, 59)]).toContain(takenAt(exif!.subarray(0, length)));
  expect(takenAt(undefined)).toBeNull();
});
