import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { Gate } from './gate.ts';
import { libvips } from './libvips.ts';
import { readImage } from './read-image.ts';
import { sameContent } from './same-content.ts';

/** What a network is given, `[imageSize, imageSize, 3]` RGB, as a WebP that loses nothing. */
export async function seenPixels(pixels: Uint8Array, imageSize: number): Promise<Buffer> {
  const sharp = await libvips();
  return sharp(pixels, { raw: { width: imageSize, height: imageSize, channels: 3 } })
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
}

/**
 * A picture exactly as a network is given it before its values are normalised: the very reading that training and prediction do, of a
 * file that still holds what it held when it was scanned. Throws StudioError `bad-image`.
 */
export async function seenPicture({ file, sha256 }: { file: string; sha256: string }, geometry: InputGeometry, gate: Gate): Promise<Buffer> {
  return seenPixels(await readImage(await sameContent(file, sha256), geometry, null, gate), geometry.imageSize);
}
