import { createRequire } from 'node:module';
import { jpegFrame, jpegSegments } from './jpeg-frame.ts';
import type { JpegFrame } from './jpeg-frame.ts';
import { releasePixels } from './pixels.ts';

/** scripts/setup/jpeg_decoder.cc: libjpeg-turbo as TensorFlow has it, with the settings of libvips and Pillow. */
interface JpegDecoder {
  /** Writes `[height, width, 3]`; whether the file is of that size and libjpeg had nothing to say of it. Blocks the thread. */
  decode(file: Uint8Array, width: number, height: number, pixels: Uint8Array): boolean;
}

let decoder: JpegDecoder | null = null;
/** What is loaded once it has been asked for so many pictures more. */
let coming: { readonly file: string; left: number } | null = null;

/**
 * Has this thread decode JPEG by what the engine brings, a quarter of the time that a pipeline of libvips takes for a small picture (docs/decisions/0092). It loads
 * the engine's libraries, which takes as long as it saves of 200 small pictures, unless the process has them anyway.
 * @param file of the decoder (`engine-host/locate.ts`), or null: libvips decodes all
 * @param after so many pictures that libvips decodes before
 */
export function useEngineJpeg(file: string | null, after = 0): void {
  decoder = file === null || after > 0 ? null : loaded(file);
  coming = file === null || after === 0 ? null : { file, left: after };
}

function decoderNow(): JpegDecoder | null {
  if (coming && coming.left-- <= 0) {
    decoder = loaded(coming.file);
    coming = null;
  }
  return decoder;
}

function loaded(file: string): JpegDecoder | null {
  try {
    return createRequire(import.meta.url)(file) as JpegDecoder;
  } catch {
    // The set-up tried it, so the engine itself does not load: a job of it says so, with what to do.
    return null;
  }
}

/** Larger pictures gain little, and a call cannot be given up. */
const mostPixels = 25_000_000;

/** Encoders write ten scans or so. Each costs a pass over the picture, however few its bytes, and libvips refuses a file of more than a hundred. */
const mostScans = 50;
const startOfScan = Buffer.from([0xff, 0xda]);

/**
 * Whether scans, few enough, bring every bit of every coefficient. Where a progressive JPEG lacks some and ends in order, libjpeg says nothing and smooths its
 * blocks, each version in its own way.
 */
function bringsAllBits(file: Buffer, { components }: JpegFrame): boolean {
  const first = Array.from(jpegSegments(file)).find(({ marker }) => marker === startOfScan[1]);
  const missing = new Map<number, Int8Array>();
  let scans = 0;
  for (let at = first ? first.at - 4 : -1; at !== -1; at = file.indexOf(startOfScan, at + 2)) {
    const count = file[at + 4] ?? 0;
    const band = at + 5 + 2 * count;
    if (++scans > mostScans || band + 2 >= file.length) return false;
    for (let id = at + 5; id < band; id += 2) {
      const own = missing.get(file[id]!) ?? new Int8Array(64).fill(-1);
      missing.set(file[id]!, own.fill(file[band + 2]! & 15, file[band]!, file[band + 1]! + 1));
    }
  }
  return missing.size === components && [...missing.values()].every((own) => own.every((bits) => bits === 0));
}

const isOrdinary = ({ components, precision, isArithmetic, isLossless, isHierarchical }: JpegFrame): boolean =>
  (components === 1 || components === 3) && precision === 8 && !isArithmetic && !isLossless && !isHierarchical;

/**
 * The RGB pixels of a grey or three-coloured JPEG as stored, `[height, width, 3]`, the same as libvips gives. Null where libvips has to be asked: of whatever libjpeg
 * so much as warns of, of what is unusual, and where no decoder is in use. So what is said of a damaged file is said by libvips.
 */
export function decodeByEngine(file: Buffer, width: number, height: number): Uint8Array | null {
  const decodes = width * height > mostPixels ? null : decoderNow();
  if (!decodes) return null;
  const frame = jpegFrame(file);
  if (!frame || !isOrdinary(frame) || !bringsAllBits(file, frame)) return null;
  const pixels = new Uint8Array(Buffer.allocUnsafeSlow(width * height * 3).buffer);
  if (decodes.decode(file, width, height, pixels)) return pixels;
  releasePixels(pixels);
  return null;
}
