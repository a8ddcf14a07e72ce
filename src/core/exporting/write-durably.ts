import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { writeFully } from '../weights/atomic-file.ts';

/** Writes a new file and waits until it is on the disk. Returns its size and sha256 (hex). */
export async function writeDurably(
  file: string,
  pieces: Iterable<Uint8Array>,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(file, 'wx');
  try {
    for (const piece of pieces) {
      await writeFully(handle, piece);
      hash.update(piece);
      sizeBytes += piece.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** A failed write as the error a user can act on; anything else as it is. */
export function asWriteError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError('out-of-disk', `The disk is full: the export into ${folder} was given up and removed`, {
      field: 'out',
      hint: 'Free some space or give another folder with --out.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
    return new StudioError('bad-usage', `The folder ${folder} cannot be written (${code})`, {
      field: 'out',
      hint: 'Give a folder that you may write to with --out.',
      cause: error,
    });
  }
  return error;
}
