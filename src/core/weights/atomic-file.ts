import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';

const temporaryName = (file: string) =>
  join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);

/** Makes a rename in this folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all bytes at `position` (`null`: where the file stands); a plain `write` may stop early. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number | null = null): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const at = position === null ? null : position + written;
    written += (await handle.write(bytes, written, bytes.byteLength - written, at)).bytesWritten;
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A full disk under the name users know it by; every other error as it is. */
export function namedDiskError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StudioError('out-of-disk', `The disk is full: ${file} could not be written.`, {
    hint: 'Free some space (graft cache clear, graft runs delete) and try again.',
    cause: error,
  });
}

async function placeAtomically(file: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  try {
    await fill(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw namedDiskError(error, file);
  }
  await syncFolder(dirname(file));
}

/**
 * Writes a file so that after a crash either the old content or all of the new is there: a temporary name in the same
 * folder, fsync, rename, fsync of the folder. Makes missing folders.
 * @throws StudioError `out-of-disk`; nothing is left behind
 */
export function writeFileAtomically(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  return placeAtomically(file, async (temporary) => {
    const handle = await open(temporary, 'wx');
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Copies a file (as a clone where the file system can) with the same promise. */
export function copyFileAtomically(source: string, file: string): Promise<void> {
  return placeAtomically(file, async (temporary) => {
    await copyFile(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncFile(temporary);
  });
}
