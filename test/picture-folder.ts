import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

/** A PNG of 24 x 16 pixels whose content depends on `seed` alone. */
export function pictureBytes(seed: string): Promise<Buffer> {
  const hash = createHash('sha256').update(seed).digest();
  const data = Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => hash[(i * 7 + (i >> 5)) % hash.length]!);
  return sharp(data, { raw: { width: 24, height: 16, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes a different picture to each of `files` (relative to `root`). */
export async function writePictures(root: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), await pictureBytes(file));
  }
}

/** Writes another soft scene of 200 x 150 pixels to each of `files`: what shows the same may be told by its shapes. */
export async function writeScenes(root: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    const hash = createHash('sha512').update(file).digest();
    const data = Uint8Array.from({ length: 6 * 5 * 3 }, (_, at) => hash[(at * 5) % hash.length]! ^ hash[(at >> 3) % hash.length]!);
    await sharp(data, { raw: { width: 6, height: 5, channels: 3 } }).resize(200, 150, { kernel: 'cubic', fit: 'fill' }).png().toFile(target);
  }
}
