import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setMode, syncFolder, syncFolderSync, writeFully } from './durable.ts';
import { ownedName } from './owned-name.ts';
import { sweepOnce } from './sweep.ts';
import { namedWriteError } from './write-error.ts';

export interface WriteOptions {
  /** Of the new file; that of the file it replaces when absent, else the system's usual one. */
  readonly mode?: number;
  /** False for what may be lost in a power cut, since its reader checks it or it can be made again: no fsync. */
  readonly durable?: boolean;
}

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

async function modeOf(file: string): Promise<number | undefined> {
  const stats = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return stats?.isFile() ? stats.mode & 0o777 : undefined;
}

async function placeAtomically(file: string, { mode, durable = true }: WriteOptions, fill: (temporary: string) => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, ownedName('tmp'));
  try {
    await mkdir(folder, { recursive: true });
    sweepOnce(folder);
    // A name that is too long or a place that is no folder is told before anything is written.
    const wantedMode = mode ?? (await modeOf(file));
    await fill(temporary);
    if (wantedMode !== undefined) await setMode(temporary, wantedMode);
    await rename(temporary, file);
    if (durable) await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // a sweep tries again; the first error is the one to tell
    throw namedWriteError(error, file);
  }
}

/**
 * Writes a file so that after a crash either the old content or all of the new is there: a temporary name of ours in the
 * same folder, fsync, rename, fsync of the folder. Makes missing folders. A link in its place is replaced, not followed.
 * @throws StudioError `out-of-disk`, `not-writable`; nothing is left behind
 */
export function writeFileAtomically(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  options: WriteOptions = {},
): Promise<void> {
  return placeAtomically(file, options, async (temporary) => {
    const handle = await open(temporary, 'wx', options.mode);
    try {
      await write(handle);
      if (options.durable !== false) await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** The error that made us give up is the one to tell, not that of clearing up; a sweep tries again. */
function discardSync(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** {@link writeFileAtomically} where nothing can be awaited. */
export function writeFileAtomicallySync(file: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const { mode = 0o666, durable = true } = options;
  const folder = dirname(file);
  const temporary = join(folder, ownedName('tmp'));
  try {
    mkdirSync(folder, { recursive: true });
    sweepOnce(folder);
    const handle = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(handle, content);
      if (durable) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    if (durable) syncFolderSync(folder);
  } catch (error) {
    discardSync(temporary);
    throw namedWriteError(error, file);
  }
}

/** Copies a file (as a clone where the file system can) with the same promise. */
export function copyFileAtomically(source: string, file: string, options: WriteOptions = {}): Promise<void> {
  return placeAtomically(file, options, async (temporary) => {
    await copyFile(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    if (options.durable !== false) await syncFile(temporary);
  });
}

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
