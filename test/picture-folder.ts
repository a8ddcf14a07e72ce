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
