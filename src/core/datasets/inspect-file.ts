import { createHash } from 'node:crypto';
import os from 'node:os';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { openImageFile } from '../images/decode.ts';
import { readImageFile } from '../images/image-file.ts';
import type { ImageFile } from '../images/image-file.ts';
import { isPictureFile } from '../images/picture-file.ts';
import { guarded, threadGate } from '../images/read-image.ts';
import type { ScannedFile } from '../store/images.ts';
import { createBudget } from './budget.ts';
import { fileProblem } from './walk-folder.ts';

export type Verdict = Pick<ScannedFile, 'sha256' | 'width' | 'height' | 'problem'>;

/** Files looked at together; decoding runs on libvips' threads, hashing on this one. */
export const filesAtOnce = Math.max(2, Math.min(8, os.availableParallelism()));

/**
 * Reads a regular file: its sha256, and its size in pixels when it decodes, else the reason why not.
 * 'no-image' for what neither claims by its name nor shows by its first bytes to be a picture. A file never makes it throw.
 */
export async function inspectFile(file: string): Promise<Verdict | 'no-image'> {
  let sha256: string | null = null;
  try {
    if (!(await isPictureFile(file))) return 'no-image';
    const source = await readImageFile(file);
    const { input } = source;
    sha256 = typeof input === 'string' ? await sha256OfFile(input) : createHash('sha256').update(input).digest('hex');
    return { sha256, ...(await decodedSize(source, file)), problem: null };
  } catch (error) {
    const problem = reasonOf(error, file);
    return { sha256, width: null, height: null, problem };
  }
}

/** Pixels being decoded at the same time; a larger picture is read alone, band by band. */
const decoding = createBudget(64_000_000);

/** Decodes every pixel, since a header says nothing about what follows it, and keeps none. */
async function decodedSize(source: ImageFile, file: string): Promise<{ width: number; height: number }> {
  const image = await openImageFile(source, file);
  const { width, height } = image;
  await decoding.spend(width * height, () => guarded(image, threadGate, image.verify));
  return { width, height };
}

function reasonOf(error: unknown, file: string): string {
  if (error instanceof StudioError && error.code === 'bad-image') {
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    return cause?.code === 'ENOENT' ? fileProblem(cause, file) : error.message;
  }
  return fileProblem(error, file);
}
