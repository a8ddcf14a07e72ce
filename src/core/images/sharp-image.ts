import type { Sharp } from 'sharp';
import { badImage } from './bad-image.ts';
import { bandPixels, timeLimitMs } from './decode-cost.ts';
import { decodeByEngine } from './engine-jpeg.ts';
import type { ImageHeader } from './image-header.ts';
import { libvips } from './libvips.ts';
import type { OpenImage } from './open-image.ts';
import { dimMost, readAllBands } from './open-image.ts';
import { unreadJpeg } from './jpeg-frame.ts';
import { isTransposed, orientRows, storedBox } from './orient.ts';
import { releasePixels } from './pixels.ts';
import type { Box } from './pixels.ts';
import type { ImageFormat } from './picture-kinds.ts';
import { toRgb } from './to-rgb.ts';
import { isWholeJpeg } from './whole-jpeg.ts';
import { isWide, scalingOf } from './wide-values.ts';
import type { Scaling } from './wide-values.ts';

export const sharpOptions = { failOn: 'error', limitInputPixels: false } as const;

/** libvips' many lines → its first one in brackets, without its internal names; nothing where it says nothing. */
function decoderReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => line !== '' && !line.startsWith('source: bad seek')) ?? '';
  const own = telling.replace(/^Input (buffer|file) (has corrupt header|contains unsupported image format):? ?/, '');
  return own === '' || own === 'Unknown error' ? '' : ` (${own.slice(0, 200)})`;
}

/** Why a file of a format that is read may not be, or null where nothing speaks for that. */
function unreadReasonOf(input: Buffer | string, format: ImageFormat): string | null {
  if (typeof input === 'string') return null;
  if (format === 'jpeg') return unreadJpeg(input);
  // The brands of its first box; the decoder reads still pictures alone.
  const isAnimation = format === 'avif' && input.subarray(8, 64).includes('avis');
  return isAnimation ? 'an animated AVIF picture, which is not read here: save one of its pictures as AVIF, PNG or JPEG' : null;
}

/** The reason for what libvips said of a picture (a path, or its bytes). */
export function decoderFailure(error: unknown, format: ImageFormat, input: Buffer | string): Error {
  const unread = unreadReasonOf(input, format);
  if (unread !== null) return badImage(unread, 'variant', { format: format.toUpperCase() }, error);
  const text = error instanceof Error ? error.message : String(error);
  if (/timeout: \d+% complete/.test(text)) return badImage(`decoding this ${format.toUpperCase()} took too long and was given up`, 'too-slow', {}, error);
  if (/Cumulated memory allocation/.test(text)) {
    return badImage('a TIFF whose strips or tiles hold more than 50 MB each, which is not read here: save it with smaller ones', 'variant', { format: 'TIFF' }, error);
  }
  return badImage(`a truncated or damaged ${format.toUpperCase()} picture${decoderReason(error)}`, 'truncated', { format: format.toUpperCase() }, error);
}

/** For a promise of libvips that fails. */
export const failing = (format: ImageFormat, input: Buffer | string) => (error: unknown): never => {
  throw decoderFailure(error, format, input);
};

interface Pixelated {
  readonly input: Buffer | string;
  readonly format: ImageFormat;
  readonly cmyk: boolean;
  readonly scaling: Scaling | null;
  readonly limitSeconds: number;
}

/** Profiles are dropped, not applied, and CMYK stays CMYK: `toRgb` does what Pillow's `convert('RGB')` does. */
async function openPipeline({ input, cmyk, scaling, limitSeconds }: Pixelated, autoOrient: boolean): Promise<Sharp> {
  const sharp = await libvips();
  const plain = sharp(input, { ...sharpOptions, ignoreIcc: true, autoOrient }).timeout({ seconds: limitSeconds });
  const pipeline = cmyk ? plain.pipelineColourspace('cmyk').toColourspace('cmyk') : plain;
  return scaling ? scaling(pipeline) : pipeline;
}

async function readPixels(pipeline: Sharp, { input, format, cmyk }: Pixelated, expected: Box): Promise<Uint8Array> {
  const { data, info } = await pipeline
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(failing(format, input));
  if (info.channels > 4) throw badImage(`a picture with ${info.channels} channels, which is neither grey, RGB nor CMYK`, 'variant', { format: format.toUpperCase() });
  if (info.width !== expected.width || info.height !== expected.height)
    throw badImage(`its header says ${expected.width} x ${expected.height}, its pixels ${info.width} x ${info.height}`, 'truncated', { format: format.toUpperCase() });
  return toRgb(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length), info.channels, cmyk);
}

/**
 * Decodes a JPEG at the least scale: every code of the file is read, and what is wrong with it told, as at full size, but few pixels are made of it (a photograph
 * of 12 megapixels: less than half the time).
 */
async function readShrunk(pipeline: Sharp, { input, format }: Pixelated, width: number, height: number): Promise<void> {
  const shrink = shrinkOf(height);
  await pipeline
    .resize(Math.floor(width / shrink), Math.floor(height / shrink), { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer()
    .catch(failing(format, input));
}

/** JPEG of fewer pixels is as soon decoded whole. */
const shrunkPixels = 250_000;

/**
 * The largest scale at which libvips still asks its decoder for the last rows: it rounds the height, so a rest that stands for less than half a row is never
 * read, and an end that is missing not seen. At a half nothing is rounded off.
 */
const shrinkOf = (rows: number): number => [8, 4].find((shrink) => rows % shrink === 0 || rows % shrink >= shrink / 2) ?? 2;

/** {@link orientRows}, of rows that nobody else has. */
function uprightRows(rows: Uint8Array, width: number, height: number, orientation: number): Uint8Array {
  const upright = orientRows(rows, width, height, orientation);
  if (upright !== rows) releasePixels(rows);
  return upright;
}

/** A picture that libvips reads; `metadata` is what it says of the header, or would. Throws `bad-image`. */
export async function openWithSharp(
  input: Buffer | string,
  format: ImageFormat,
  metadata: ImageHeader,
  heldBytes: number,
): Promise<OpenImage> {
  const { width, height } = metadata.autoOrient;
  const orientation = metadata.orientation ?? 1;
  const transposed = isTransposed(orientation);
  const storedWidth = transposed ? height : width;
  const storedHeight = transposed ? width : height;
  const how: Pixelated = {
    input,
    format,
    // 16-bit CMYK is left to libvips: it is too rare for a path of its own.
    cmyk: metadata.space === 'cmyk' && metadata.depth === 'uchar',
    scaling: isWide(metadata) ? scalingOf(metadata, await rangeOf(input, format)) : null,
    limitSeconds: Math.ceil(timeLimitMs({ width, height }) / 1000),
  };
  const readByEngine = (): Uint8Array | null => {
    if (format !== 'jpeg' || typeof input === 'string' || orientation > 8) return null;
    const rows = decodeByEngine(input, storedWidth, storedHeight);
    return rows && uprightRows(rows, storedWidth, storedHeight, orientation);
  };
  const readRows = async (from: number, to: number): Promise<Uint8Array> => {
    const whole = { left: 0, top: 0, width, height };
    if (from === 0 && to === height) return readByEngine() ?? readPixels(await openPipeline(how, true), how, whole);
    const box = storedBox(orientation, storedWidth, storedHeight, from, to);
    return uprightRows(await readPixels((await openPipeline(how, false)).extract(box), how, box), box.width, box.height, orientation);
  };
  const verify = async () => {
    if (format === 'jpeg' && !how.cmyk && width * height >= shrunkPixels && Math.min(width, height) >= 8) {
      await readShrunk(await openPipeline(how, false), how, storedWidth, storedHeight);
      return { isDim: false };
    }
    const mayBeDim = metadata.depth === 'ushort' && !metadata.hasAlpha && !how.cmyk;
    if (width * height <= bandPixels || format === 'tiff') {
      return { isDim: (await readAllBands({ width, height, readRows }, mayBeDim)) <= dimMost };
    }
    // All but TIFF are decoded from the top, so the last stored row is reached through all the others.
    const lastRow = { left: 0, top: storedHeight - 1, width: storedWidth, height: 1 };
    await readPixels((await openPipeline(how, false)).extract(lastRow), how, lastRow);
    return { isDim: false };
  };
  const isSurelyWhole = (): boolean => format === 'jpeg' && typeof input !== 'string' && isWholeJpeg(input);
  return { format, width, height, heldBytes, isReadHere: how.scaling !== null, readRows, isSurelyWhole, verify };
}

async function rangeOf(input: Buffer | string, format: ImageFormat) {
  const sharp = await libvips();
  return sharp(input, sharpOptions).stats().catch(failing(format, input));
}
