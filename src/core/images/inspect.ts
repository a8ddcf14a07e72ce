import { hash } from 'node:crypto';
import { StudioError, toWireError } from '../errors.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { FileState } from '../files/file-state.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { badImage } from './bad-image.ts';
import { openImageFile } from './decode.ts';
import { maxPixels } from './decode-cost.ts';
import { LargePicture } from './gate.ts';
import type { Gate } from './gate.ts';
import { imageBytes, readImageFile } from './image-file.ts';
import { isPictureFile } from './picture-file.ts';
import type { ImageFormat } from './picture-kinds.ts';
import { verifyPicture } from './verify.ts';

/** What a file is. Sizes in pixels, of the upright picture; `sha256` in hexadecimal, null where the bytes could not be read. */
export type Inspection =
  | {
      readonly kind: 'picture';
      readonly format: ImageFormat;
      readonly sha256: string;
      readonly width: number;
      readonly height: number;
      /** 16 bits a sample, none above 4095. */
      readonly isDim: boolean;
    }
  /** `errorCode`: the file system's, where it said so. */
  | { readonly kind: 'bad'; readonly sha256: string | null; readonly reason: string; readonly values: SaidValues | null; readonly errorCode: string | null }
  /** Neither by its name nor by its first bytes a picture. */
  | { readonly kind: 'other' };

const codeOf = (error: unknown): string | null => {
  const { code } = (error instanceof StudioError ? (error.cause ?? {}) : (error ?? {})) as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null;
};

/** So long a message for many files is worked on; what is urgent waits no longer than that. */
const momentMs = 30;

/** What a file is, and what the system said of it before it was read; null where it was not read. */
export interface InspectedFile {
  readonly found: Inspection;
  readonly state: FileState | null;
}

/** {@link inspectPicture} of the first of these files, and of as many behind it as are done in a moment. */
export async function inspectPictures(files: readonly string[], gate: Gate): Promise<InspectedFile[]> {
  const found: InspectedFile[] = [];
  const until = performance.now() + momentMs;
  for (const file of files) {
    if (found.length > 0 && performance.now() >= until) break;
    try {
      found.push(await inspected(file, gate, maxPixels));
    } catch (error) {
      // It is asked for again, as the first of a message, and waits for its turn alone.
      if (error instanceof LargePicture && found.length > 0) break;
      throw error;
    }
  }
  return found;
}

/** Reads a regular file, or bytes, once and verifies all of it, since a header says nothing about what follows it. */
export const inspectPicture = async (source: string | Buffer, gate: Gate, mostPixels = maxPixels): Promise<Inspection> =>
  (await inspected(source, gate, mostPixels)).found;

async function inspected(source: string | Buffer, gate: Gate, mostPixels: number): Promise<InspectedFile> {
  let sha256: string | null = null;
  let state: FileState | null = null;
  try {
    if (typeof source === 'string' && !(await isPictureFile(source))) return { found: { kind: 'other' }, state };
    const file = typeof source === 'string' ? await readImageFile(source) : imageBytes(source);
    state = file.state;
    sha256 = typeof file.input === 'string' ? await sha256OfFile(file.input) : hash('sha256', file.input);
    const image = await openImageFile(file, typeof source === 'string' ? source : '');
    if (image.width * image.height > mostPixels) {
      throw badImage(`${image.width} x ${image.height} pixels; at most ${mostPixels / 1e6} megapixels are taken`, 'too-large', { width: image.width, height: image.height });
    }
    const { isDim } = await verifyPicture(image, gate);
    const { format, width, height } = image;
    return { found: { kind: 'picture', format, sha256, width, height, isDim }, state };
  } catch (error) {
    if (error instanceof LargePicture) throw error;
    const { message: reason, values = null } = toWireError(error);
    return { found: { kind: 'bad', sha256, reason, values, errorCode: codeOf(error) }, state };
  }
}
