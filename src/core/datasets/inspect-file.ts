import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import os from 'node:os';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { openImage, rowsPerBand } from '../images/decode.ts';
import { readImageFile } from '../images/image-file.ts';
import { sniffBytes, sniffFormat } from '../images/sniff-format.ts';
import type { ScannedFile } from '../store/images.ts';
import { createBudget } from './budget.ts';
import { hasImageExtension } from './image-names.ts';
import { fileProblem } from './walk-folder.ts';

export type Verdict = Pick<ScannedFile, 'sha256' | 'width' | 'height' | 'problem'>;

/** Files looked at together; decoding runs on libvips' threads, hashing on this one. */
export const filesAtOnce = Math.max(2, Math.min(8, os.availableParallelism()));

/**
 * Reads a regular file: its sha256, and its size in pixels when it decodes, else the reason why not.
 * 'no-image' for what neither claims by its name nor shows by its first bytes to be a picture. A file never makes it throw.
 */
export async function inspectFile(file: string): Promise<Verdict | 'no-image'> {
  const claims = hasImageExtension(file);
  let sha256: string | null = null;
  try {
    if (!claims && !(await startsLikeAnImage(file))) return 'no-image';
    const { input } = await readImageFile(file);
    sha256 = typeof input === 'string' ? await sha256OfFile(input) : createHash('sha256').update(input).digest('hex');
    return { sha256, ...(await decodedSize(input)), problem: null };
  } catch (error) {
    const problem = reasonOf(error, file);
    return { sha256, width: null, height: null, problem };
  }
}

/** Pixels being decoded at the same time; a larger picture is read alone, band by band. */
const decoding = createBudget(64_000_000);

/** Decodes every pixel, since a header says nothing about what follows it, and keeps none. */
async function decodedSize(input: Buffer | string): Promise<{ width: number; height: number }> {
  const image = await openImage(input);
  const { width, height } = image;
  await decoding.spend(width * height, async () => {
    const rows = rowsPerBand(image);
    for (let from = 0; from < height; from += rows) await image.readRows(from, Math.min(from + rows, height));
  });
  return { width, height };
}

async function startsLikeAnImage(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    const found = sniffFormat(buffer.subarray(0, bytesRead));
    // Two letters are too little to take a text that begins with "BM" for a broken picture.
    return 'format' in found && (found.format !== 'bmp' || buffer.readUInt32LE(6) === 0);
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown, file: string): string {
  if (error instanceof StudioError && error.code === 'bad-image') {
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    return cause?.code === 'ENOENT' ? fileProblem(cause, file) : error.message;
  }
  return fileProblem(error, file);
}
