import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setModeSync, syncFolder, syncFolderSync, writeFully } from './durable.ts';
import { layFile, layMade, placeFiles } from './laid-file.ts';
import type { LaidFile, WriteOptions } from './laid-file.ts';
import { ownedName } from './owned-name.ts';
import { sweepOnce } from './sweep.ts';
import { namedWriteError } from './write-error.ts';

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until a file that was written without being `durable`, and its name, outlive a power cut. @throws StudioError as {@link writeFileAtomically} */
export async function makeDurable(file: string): Promise<void> {
  try {
    await syncFile(file);
    await syncFolder(dirname(file));
  } catch (error) {
    throw namedWriteError(error, file);
  }
}

/**
 * Writes a file so that after a crash either the old content or all of the new is there: a temporary name of ours in the
 * same folder, fsync, rename, fsync of the folder. Makes missing folders. A link in its place is replaced, not followed.
 * @throws StudioError `out-of-disk`, `not-writable`; nothing is left behind
 */
export async function writeFileAtomically(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  options: WriteOptions = {},
): Promise<void> {
  await placeFiles([await layFile(file, write, options)]);
}

/** The error that made us give up is the one to tell, not that of clearing up; a sweep tries again. */
function discardSync(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

function modeOfSync(file: string): number | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.mode & 0o777 : undefined;
}

/** {@link writeFileAtomically} where nothing can be awaited. */
export function writeFileAtomicallySync(file: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const { mode, durable = true } = options;
  const folder = dirname(file);
  const temporary = join(folder, ownedName('tmp'));
  try {
    mkdirSync(folder, { recursive: true });
    sweepOnce(folder);
    const wantedMode = mode ?? modeOfSync(file);
    const handle = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(handle, content);
      if (durable) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (wantedMode !== undefined) setModeSync(temporary, wantedMode);
    renameSync(temporary, file);
    if (durable) syncFolderSync(folder);
  } catch (error) {
    discardSync(temporary);
    throw namedWriteError(error, file);
  }
}

/** Copies a file (as a clone where the file system can) with the same promise. */
export async function copyFileAtomically(source: string, file: string, options: WriteOptions = {}): Promise<void> {
  await placeFiles([await layCopy(source, file, options)]);
}

/** Its first half, for whoever has to make room for the copy. @throws StudioError as {@link writeFileAtomically} */
export const layCopy = (source: string, file: string, { mode, durable = true }: WriteOptions = {}): Promise<LaidFile> =>
  layMade(file, mode, async (temporary) => {
    await copyFile(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    return durable ? open(temporary, 'r+') : null;
  });

/**
 * Writes a new file inside a folder that itself gets its name only when it is whole, and waits until it is on the disk.
 * @returns its size and sha256 (hex)
 */
export async function writeNewFile(
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
