import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { readFile } from 'node:fs/promises';
import { badImage } from './bad-image.ts';
import { decodeBmpRows } from './bmp.ts';
import { parseBmpHeader } from './bmp-header.ts';
import { readImageFile } from './image-file.ts';
import { isTransposed, orientRows, storedBox } from './orient.ts';
import { releasePixels } from './pixels.ts';
import type { Box, Pixels } from './pixels.ts';
import { resizeRevision } from './resize.ts';
import { sniffBytes, sniffFormat } from './sniff-format.ts';
import type { ImageFormat } from './sniff-format.ts';
import { toRgb } from './to-rgb.ts';

// One thread and no cache for each picture: the pool decides what runs beside training, and memory stays bounded.
sharp.cache(false);
sharp.concurrency(1);

/** Raise it when what this folder makes of a file's bytes changes. */
const decoderRevision = 1;

/** Stands for every library and rule that turns a file into pixels; part of the cache key of features. */
export const decoderVersion = [
  `graft-${decoderRevision}`,
  `resize-${resizeRevision}`,
  `sharp-${sharp.versions.sharp}`,
  `vips-${sharp.versions.vips}`,
].join('/');

/** Larger pictures are refused: their pixels would not fit in one allocation of 2 GiB. */
export const maxPixels = 700_000_000;
/** Above this a picture is read in bands of rows, each by a decoding of its own, so that memory stays bounded. */
export const bandPixels = 48_000_000;

/** An image file whose header has been read; sizes are those of the upright picture. */
export interface OpenImage {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** Rows `from` .. `to - 1` of the upright picture, `[to - from, width, 3]`. Throws `bad-image`. */
  readRows(from: number, to: number): Promise<Uint8Array>;
  /** Decodes every pixel and keeps few of them. Throws `bad-image`. */
  verify(): Promise<void>;
}

/** libvips' many lines → its first one in brackets, without its internal names; nothing where it says nothing. */
function decoderReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => line !== '' && !line.startsWith('source: bad seek')) ?? '';
  const own = telling.replace(/^Input (buffer|file) (has corrupt header|contains unsupported image format):? ?/, '');
  return own === '' || own === 'Unknown error' ? '' : ` (${own.slice(0, 200)})`;
}

const damaged = (error: unknown, format: ImageFormat) =>
  badImage(`a truncated or damaged ${format.toUpperCase()} picture${decoderReason(error)}`, error);

function checkSize(width: number, height: number): void {
  if (width * height <= maxPixels) return;
  const megapixels = Math.round((width * height) / 1e6);
  throw badImage(`${width} x ${height} pixels: ${megapixels} megapixels are more than the ${maxPixels / 1e6} read here`);
}

/** Profiles are dropped, not applied, and CMYK stays CMYK: `toRgb` does what Pillow's `convert('RGB')` does. */
function openPipeline(input: Buffer | string, cmyk: boolean, autoOrient: boolean): Sharp {
  const pipeline = sharp(input, { failOn: 'error', limitInputPixels: false, ignoreIcc: true, autoOrient });
  return cmyk ? pipeline.pipelineColourspace('cmyk').toColourspace('cmyk') : pipeline;
}

async function readPixels(pipeline: Sharp, cmyk: boolean, format: ImageFormat, expected: Box): Promise<Uint8Array> {
  const { data, info } = await pipeline
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damaged(error, format);
    });
  if (info.channels > 4) throw badImage(`a picture with ${info.channels} channels, which is neither grey, RGB nor CMYK`);
  if (info.width !== expected.width || info.height !== expected.height)
    throw badImage(`its header says ${expected.width} x ${expected.height}, its pixels ${info.width} x ${info.height}`);
  return toRgb(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length), info.channels, cmyk);
}

/** Rows of each band when a picture is too large to be decoded at once; all rows otherwise. */
export const rowsPerBand = (image: OpenImage): number =>
  image.width * image.height <= bandPixels ? image.height : Math.max(1, Math.floor(bandPixels / image.width));

function openWithSharp(input: Buffer | string, format: ImageFormat, metadata: Metadata): OpenImage {
  // 16-bit CMYK is left to libvips: it is too rare for a path of its own.
  const cmyk = metadata.space === 'cmyk' && metadata.depth === 'uchar';
  const { width, height } = metadata.autoOrient;
  const orientation = metadata.orientation ?? 1;
  const transposed = isTransposed(orientation);
  const storedWidth = transposed ? height : width;
  const storedHeight = transposed ? width : height;
  const readRows = async (from: number, to: number): Promise<Uint8Array> => {
    const whole = { left: 0, top: 0, width, height };
    if (from === 0 && to === height) return readPixels(openPipeline(input, cmyk, true), cmyk, format, whole);
    const box = storedBox(orientation, storedWidth, storedHeight, from, to);
    const rows = await readPixels(openPipeline(input, cmyk, false).extract(box), cmyk, format, box);
    const upright = orientRows(rows, box.width, box.height, orientation);
    if (upright !== rows) releasePixels(rows);
    return upright;
  };
  const verify = async (): Promise<void> => {
    const image = { format, width, height, readRows, verify };
    if (rowsPerBand(image) === height || format === 'tiff') return readAllBands(image);
    // All but TIFF are decoded from the top, so the last stored row is reached through all the others.
    const lastRow = { left: 0, top: storedHeight - 1, width: storedWidth, height: 1 };
    await readPixels(openPipeline(input, cmyk, false).extract(lastRow), cmyk, format, lastRow);
  };
  return { format, width, height, readRows, verify };
}

async function readAllBands(image: OpenImage): Promise<void> {
  const bandRows = rowsPerBand(image);
  for (let from = 0; from < image.height; from += bandRows)
    releasePixels(await image.readRows(from, Math.min(image.height, from + bandRows)));
}

function openBmp(file: Buffer): OpenImage {
  const header = parseBmpHeader(file);
  const { width, height } = header;
  checkSize(width, height);
  const readRows = async (from: number, to: number) => decodeBmpRows(file, header, from, to);
  const image: OpenImage = { format: 'bmp', width, height, readRows, verify: () => readAllBands(image) };
  return image;
}

/**
 * Reads the header of an image file (a path) or of its bytes. The content decides the format, never the name.
 * Throws StudioError `bad-image` whose message is the reason.
 */
export async function openImage(source: string | Buffer): Promise<OpenImage> {
  const file =
    typeof source === 'string' ? await readImageFile(source) : { input: source, head: source.subarray(0, sniffBytes) };
  if (file.head.length === 0) throw badImage('an empty file (0 bytes)');
  const sniffed = sniffFormat(file.head);
  if ('name' in sniffed) throw badImage(`${sniffed.name}, not a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF picture`);
  const { format } = sniffed;
  if (format === 'bmp') return openBmp(typeof file.input === 'string' ? await readFile(file.input) : file.input);
  const metadata = await sharp(file.input, { failOn: 'error', limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(error, format);
    });
  checkSize(metadata.width, metadata.height);
  return openWithSharp(file.input, format, metadata);
}

/**
 * A picture as 8-bit RGB: EXIF orientation applied, alpha on white, colour profiles dropped without converting.
 * `source` is a path or the file's bytes. Needs 3 bytes of memory a pixel. Throws StudioError `bad-image`.
 */
export async function decodeImage(source: string | Buffer): Promise<Pixels> {
  const image = await openImage(source);
  return { width: image.width, height: image.height, data: await image.readRows(0, image.height) };
}
