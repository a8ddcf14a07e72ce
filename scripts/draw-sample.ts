// Draws datasets/sample. With the pinned Node: node scripts/draw-sample.ts [folder]
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { LeafKind } from './sample/leaf-outlines.ts';
import { leafKinds } from './sample/leaf-outlines.ts';
import { drawPicture, picturesPerKind } from './sample/picture.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'datasets', 'sample');
let sizeBytes = 0;
for (const kind of Object.keys(leafKinds) as LeafKind[]) {
  await rm(join(folder, kind), { recursive: true, force: true });
  await mkdir(join(folder, kind), { recursive: true });
  for (let index = 1; index <= picturesPerKind; index++) {
    const { width, height, data } = drawPicture(kind, index);
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
    await writeFile(join(folder, kind, `${kind}-${String(index).padStart(2, '0')}.jpg`), jpeg);
    sizeBytes += jpeg.length;
  }
  console.log(`${kind}: ${picturesPerKind} pictures`);
}
console.log(`${folder}: ${(sizeBytes / 2 ** 20).toFixed(2)} MiB`);
