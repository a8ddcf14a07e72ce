import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import { openImageFile } from './decode.ts';
import { timeLimitMs } from './decode-cost.ts';
import { readImageFile } from './image-file.ts';
import type { ImageFile } from './image-file.ts';
import { libvips } from './libvips.ts';
import type { ThumbnailSize } from './thumbnail-sizes.ts';
import { rowsPerBand } from './open-image.ts';
import type { OpenImage } from './open-image.ts';
import { decoderFailure, sharpOptions } from './sharp-image.ts';
import { releasePixels } from './pixels.ts';
import { guarded, threadGate } from './read-image.ts';
import { LargePicture } from './gate.ts';
import type { Gate } from './gate.ts';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';

export interface Thumbnail {
  /** WebP. */
  readonly bytes: Uint8Array;
  /** The picture is so small that making this again costs no more than looking it up. */
  readonly isCheap: boolean;
}

const cheapPixels = 256 * 256;
/** What libvips does not read is thinned out to this many times the wanted side before it is resized. */
const oversize = 4;

/** Every `step`-th pixel of every `step`-th row, one band of rows in memory at a time. */
async function thinnedOut(image: OpenImage, step: number): Promise<Sharp> {
  const width = Math.ceil(image.width / step);
  const height = Math.ceil(image.height / step);
  const thin = new Uint8Array(width * height * 3);
  const bandRows = Math.ceil(rowsPerBand(image) / step) * step;
  for (let from = 0; from < image.height; from += bandRows) {
    const to = Math.min(image.height, from + bandRows);
    const rows = await image.readRows(from, to);
    let at = (from / step) * width * 3;
    for (let y = from; y < to; y += step) {
      for (let x = 0; x < image.width; x += step) {
        const source = ((y - from) * image.width + x) * 3;
        thin[at++] = rows[source]!;
        thin[at++] = rows[source + 1]!;
        thin[at++] = rows[source + 2]!;
      }
    }
    releasePixels(rows);
  }
  const sharp = await libvips();
  return sharp(thin, { raw: { width, height, channels: 3 } });
}

async function opened(image: OpenImage, input: Buffer | string, size: number): Promise<Sharp> {
  if (image.isReadHere) return thinnedOut(image, Math.max(1, Math.floor(Math.max(image.width, image.height) / (oversize * size))));
  const sharp = await libvips();
  return sharp(input, { ...sharpOptions, ignoreIcc: true, autoOrient: true });
}

/**
 * A picture for looking at: upright, whole, both sides at most `size` and never enlarged, alpha on white,
 * colour profiles dropped as the network sees it; WebP. A JPEG is decoded at the least scale that suffices.
 * Throws StudioError `bad-image`.
 */
export async function makeThumbnail(source: ImageFile, name: string, size: ThumbnailSize, gate: Gate = threadGate): Promise<Thumbnail> {
  const image = await openImageFile(source, name);
  const { input } = source;
  const seconds = Math.ceil(timeLimitMs(image) / 1000);
  const pipeline = async () =>
    (await opened(image, input, size))
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .webp(size > 320 ? { quality: 85, effort: 2 } : { quality: 78, effort: 1 })
      .timeout({ seconds })
      .toBuffer();
  const bytes = await guarded(image, gate, pipeline).catch((error: unknown) => {
    throw error instanceof StudioError || error instanceof LargePicture ? error : decoderFailure(error, image.format, input);
  });
  return { bytes, isCheap: image.width * image.height <= cheapPixels };
}

const gone = (file: string, cause: unknown) =>
  new StudioError('not-found', `${file} is not there any more`, { values: { kind: 'image-gone', file }, field: 'image', hint: 'Scan the data set again.', cause });

const isGone = (error: unknown): boolean =>
  error instanceof StudioError && ['ENOENT', 'ENOTDIR'].includes((error.cause as NodeJS.ErrnoException)?.code ?? '');

/**
 * {@link makeThumbnail} of a file that was scanned; never of another picture than the one asked for, since the file may have changed since.
 * Throws StudioError `not-found` (gone, or another content than `sha256`), `bad-image`.
 */
export async function thumbnailOf({ file, sha256 }: { file: string; sha256: string }, size: ThumbnailSize, gate: Gate): Promise<Thumbnail> {
  const source = await readImageFile(file).catch((error: unknown) => {
    throw isGone(error) ? gone(file, error) : error;
  });
  const content = typeof source.input === 'string' ? await sha256OfFile(source.input) : createHash('sha256').update(source.input).digest('hex');
  if (content !== sha256) {
    throw new StudioError('not-found', `${file} holds another picture than when it was scanned`, {
      values: { kind: 'image-changed', file },
      field: 'image',
      hint: 'Scan the data set again.',
    });
  }
  return makeThumbnail(source, file, size, gate);
}
