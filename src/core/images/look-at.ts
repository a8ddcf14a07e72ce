import { openImage } from './decode.ts';
import type { Gate } from './gate.ts';
import { rowsPerBand } from './open-image.ts';
import { libvips } from './libvips.ts';
import { createGreyResizer, greyOf, hashesOf } from './perceptual-hash.ts';
import type { PictureHashes } from './perceptual-hash.ts';
import { releasePixels } from './pixels.ts';
import { guarded } from './read-image.ts';
import { sameContent } from './same-content.ts';
import { sharpOptions } from './sharp-image.ts';
import { takenAt } from './taken-at.ts';

/** What tells whether two pictures show the same, or were taken one after the other. */
export interface Look extends PictureHashes {
  /** Milliseconds of the camera's clock; null where the file does not say. */
  readonly takenAtMs: number | null;
}

/** Hashes of a whole upright picture, one band of it in memory at a time, and when it was taken. Throws StudioError `bad-image`. */
export async function lookAt({ file, sha256 }: { file: string; sha256: string }, gate: Gate): Promise<Look> {
  const input = await sameContent(file, sha256);
  const image = await openImage(input);
  const levels = createGreyResizer(image, 32, 32);
  const tiny = createGreyResizer(image, 9, 8);
  const bandRows = rowsPerBand(image);
  await guarded(image, gate, async () => {
    for (let from = 0; from < image.height; from += bandRows) {
      const rows = await image.readRows(from, Math.min(image.height, from + bandRows));
      const grey = greyOf(rows);
      releasePixels(rows);
      levels.add(grey);
      tiny.add(grey);
    }
  });
  return { ...hashesOf(levels.finish(), tiny.finish()), takenAtMs: await clockOf(input, image.format) };
}

/** BMP and PNM, which libvips is not asked about, have no EXIF. */
async function clockOf(input: Buffer | string, format: string): Promise<number | null> {
  if (format === 'bmp' || format === 'pnm') return null;
  const sharp = await libvips();
  const { exif } = await sharp(input, sharpOptions).metadata();
  return takenAt(exif);
}
