import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { LeafKind } from './leaf-outlines.ts';
import { leafKinds } from './leaf-outlines.ts';
import { drawPicture, picturesPerKind } from './picture.ts';

const folder = join(import.meta.dirname, '..', '..', 'datasets', 'sample');

test('a picture drawn again has the pixels it had when the sample was committed', () => {
  // sha256 of the RGB bytes before JPEG; a deliberate change of the drawing redraws the sample and renews these.
  const hash = (kind: LeafKind, index: number) => createHash('sha256').update(drawPicture(kind, index).data).digest('hex');
  expect(hash('maple', 1)).toBe('251d2e3edb015a4b61e10c4b4d4aba9e6af466cdd2b643c92bd5dacc911aa1fb');
  expect(hash('rowan', 7)).toBe('7be25065b668e44ebed7bc4524961f2ba8bfb273afb56b38e12b8717c8797659');
});

test('the committed files are these pictures: each within JPEG of its drawing', async () => {
  for (const kind of Object.keys(leafKinds) as LeafKind[]) {
    const { width, height, data } = drawPicture(kind, 5);
    const file = join(folder, kind, `${kind}-05.jpg`);
    const { data: decoded, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
    const difference = decoded.reduce((sum, value, i) => sum + Math.abs(value - data[i]!), 0) / data.length;
    expect(difference).toBeLessThan(5);
  }
});

test('every kind has its pictures and all together stay under 3 MB', async () => {
  expect((await readdir(folder)).toSorted()).toEqual(Object.keys(leafKinds).toSorted());
  let sizeBytes = 0;
  for (const kind of Object.keys(leafKinds)) {
    const files = await readdir(join(folder, kind));
    expect(files).toHaveLength(picturesPerKind);
    for (const file of files) sizeBytes += (await stat(join(folder, kind, file))).size;
  }
  expect(sizeBytes).toBeLessThan(3_000_000);
});
