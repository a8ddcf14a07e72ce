import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setMode, syncFolder } from './durable.ts';
import { ownedName } from './owned-name.ts';
import { sweepOnce } from './sweep.ts';
import { namedWriteError } from './write-error.ts';

export interface WriteOptions {
  /** Of the new file; that of the file it replaces when absent, else the system's usual one. */
  readonly mode?: number;
  /** False for what may be lost in a power cut, since its reader checks it or it can be made again: no fsync. */
  readonly durable?: boolean;
}

/** A file that is whole under a temporary name, and waits for its place. */
export interface LaidFile {
  /** Its place. */
  readonly file: string;
  readonly temporary: string;
  readonly mode: number | undefined;
  /** Has the disk take it and waits until it has; the first call begins. Null where nobody waits. */
  readonly taken: (() => Promise<void>) | null;
}

/** The temporary name is a sweep's to remove as well; the first error is the one to tell. */
const discard = (temporary: string): Promise<void> => rm(temporary, { force: true }).catch(() => undefined);

async function modeOf(file: string): Promise<number | undefined> {
  const stats = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return stats?.isFile() ? stats.mode & 0o777 : undefined;
}

/**
 * Has a file made whole under a temporary name of ours in the folder of its place.
 * @param make makes the file of this name, and answers it open where the disk is to be waited for
 * @throws StudioError `out-of-disk`, `not-writable`; nothing is left behind
 */
export async function layMade(file: string, mode: number | undefined, make: (temporary: string) => Promise<FileHandle | null>): Promise<LaidFile> {
  const folder = dirname(file);
  const temporary = join(folder, ownedName('tmp'));
  try {
    await mkdir(folder, { recursive: true });
    sweepOnce(folder);
    // A name that is too long or a place that is no folder is told before anything is written.
    const wantedMode = mode ?? (await modeOf(file));
    const handle = await make(temporary);
    return { file, temporary, mode: wantedMode, taken: handle && takenOnce(file, handle) };
  } catch (error) {
    await discard(temporary);
    throw namedWriteError(error, file);
  }
}

/** The first half of `writeFileAtomically`, for whoever has something else to do while the disk takes what was written. @throws StudioError as {@link layMade} */
export const layFile = (file: string, write: (handle: FileHandle) => Promise<void>, { mode, durable = true }: WriteOptions = {}): Promise<LaidFile> =>
  layMade(file, mode, async (temporary) => {
    const handle = await open(temporary, 'wx', mode);
    let isWaitedFor = false;
    try {
      await write(handle);
      isWaitedFor = durable;
    } finally {
      if (!isWaitedFor) await handle.close();
    }
    return isWaitedFor ? handle : null;
  });

/** Several may wait for it, some of whom never ask what came of it. */
function takenOnce(file: string, handle: FileHandle): () => Promise<void> {
  let taking: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    try {
      await handle.sync();
    } catch (error) {
      throw namedWriteError(error, file);
    } finally {
      await handle.close();
    }
  };
  return () => {
    taking ??= take();
    taking.catch(() => undefined);
    return taking;
  };
}

const foldersOf = (laid: readonly LaidFile[]): Set<string> => new Set(laid.flatMap(({ file, taken }) => (taken ? dirname(file) : [])));

/** Begins all, waits for some, and gives all their places. */
async function give(laid: readonly LaidFile[], waitedFor: readonly LaidFile[]): Promise<void> {
  for (const { taken } of laid) void taken?.();
  await Promise.all(waitedFor.map(({ taken }) => taken?.()));
  for (const { temporary, file, mode } of laid) {
    if (mode !== undefined) await setMode(temporary, mode);
    await rename(temporary, file);
  }
}

/** It gets no place. */
export async function dropLaid({ temporary, taken }: LaidFile): Promise<void> {
  await taken?.().catch(() => undefined);
  await discard(temporary);
}

/** What has no place yet is gone where one of them finds none. */
async function orDiscard(laid: readonly LaidFile[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const { temporary } of laid) await discard(temporary);
    throw namedWriteError(error, laid[0]!.file);
  }
}

/**
 * The second half: waits until all of them are on the disk, and gives them their places in this order.
 * @throws StudioError as {@link layMade}; those that have no place yet are gone then
 */
export const placeFiles = (laid: readonly LaidFile[]): Promise<void> =>
  orDiscard(laid, async () => {
    await give(laid, laid);
    for (const folder of foldersOf(laid)) await syncFolder(folder);
  });

/**
 * The same without waiting for the last of them: whoever comes after a kill finds it in its place, but a power cut may have left a part of it there. For what its
 * reader proves, and has another of.
 * @returns waits until that one, and the names of all, outlive a power cut
 */
export async function placeLastAhead(laid: readonly LaidFile[]): Promise<() => Promise<void>> {
  await orDiscard(laid, () => give(laid, laid.slice(0, -1)));
  const settling = orDiscard(laid.slice(-1), async () => {
    await laid.at(-1)?.taken?.();
    for (const folder of foldersOf(laid)) await syncFolder(folder);
  });
  settling.catch(() => undefined);
  return () => settling;
}
