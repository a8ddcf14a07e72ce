import { renameSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './durable.ts';
import { ownedName } from './owned-name.ts';
import { sweepOnce } from './sweep.ts';
import { namedWriteError } from './write-error.ts';

/** A file that is written whole under a temporary name, and waits for its place. */
export interface LaidFile {
  /** Its place. */
  readonly file: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

/** The temporary name is a sweep's to remove as well; the first error is the one to tell. */
const discard = (temporary: string): Promise<void> => rm(temporary, { force: true }).catch(() => undefined);

/**
 * The first half of `writeFileAtomically`, for whoever has something else to do while the disk takes what was written.
 * @throws StudioError `out-of-disk`, `not-writable`; nothing is left behind
 */
export async function layFile(file: string, write: (handle: FileHandle) => Promise<void>): Promise<LaidFile> {
  const folder = dirname(file);
  const temporary = join(folder, ownedName('tmp'));
  try {
    await mkdir(folder, { recursive: true });
    sweepOnce(folder);
    const handle = await open(temporary, 'wx');
    try {
      await write(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return { file, temporary, handle };
  } catch (error) {
    await discard(temporary);
    throw namedWriteError(error, file);
  }
}

async function onDisk({ file, handle }: LaidFile): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    throw namedWriteError(error, file);
  } finally {
    await handle.close();
  }
}

/**
 * The second half: waits until all of them are on the disk, and gives them their places in this order.
 * @throws StudioError as {@link layFile}; those that have no place yet are gone then
 */
export async function placeFiles(laid: readonly LaidFile[]): Promise<void> {
  try {
    await Promise.all(laid.map(onDisk));
    for (const { temporary, file } of laid) renameSync(temporary, file);
    for (const folder of new Set(laid.map(({ file }) => dirname(file)))) await syncFolder(folder);
  } catch (error) {
    for (const { temporary } of laid) await discard(temporary);
    throw namedWriteError(error, laid[0]!.file);
  }
}
