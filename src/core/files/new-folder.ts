import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StudioError } from '../errors.ts';
import { syncFolder } from './durable.ts';
import { ifThere } from './if-there.ts';
import { ownedName } from './owned-name.ts';
import { removedAtExit } from './removed-at-exit.ts';
import { sweepOnce } from './sweep.ts';
import { namedWriteError } from './write-error.ts';

/** A folder that a person named; what is in it appears when all of it is there. */
export interface NewFolder {
  /** Where to write meanwhile. */
  readonly staging: string;
  /** Gives everything its place; where it could not be done in one step the file `last` comes last. */
  commit(last: string): Promise<void>;
  /** Leaves nothing; does nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Begins a folder that is not there yet, or is empty.
 * @param field the option that named it; errors carry it
 * @throws StudioError `bad-usage` where something is in it or in its way, `out-of-disk`
 */
export async function createNewFolder(out: string, field: string): Promise<NewFolder> {
  const folder = resolve(out);
  try {
    // What a killed program left half-written is nobody's.
    sweepOnce(folder);
    const inIt = await ifThere(readdir(folder));
    if (inIt !== null && inIt.length > 0) {
      throw new StudioError('bad-usage', `${out} is not empty, and nothing in it is replaced`, {
        values: { kind: 'folder-not-empty', folder: out },
        field,
        hint: 'Name a folder that is not there yet.',
      });
    }
    const parent = inIt === null ? dirname(folder) : folder;
    const made = (await mkdir(parent, { recursive: true })) ?? null;
    sweepOnce(parent);
    const staging = join(parent, ownedName('partial'));
    await mkdir(staging);
    return newFolder(staging, folder, { isThere: inIt !== null, made, out, field });
  } catch (error) {
    throw namedWriteError(error, out, field);
  }
}

interface Place {
  readonly isThere: boolean;
  /** The uppermost folder that was made on the way to it; null where all were there. */
  readonly made: string | null;
  readonly out: string;
  readonly field: string;
}

function newFolder(staging: string, folder: string, { isThere, made, out, field }: Place): NewFolder {
  let isPlaced = false;
  const letGo = removedAtExit(staging, made);
  const moveInto = async (last: string): Promise<void> => {
    const names = await readdir(staging);
    for (const name of [...names.filter((one) => one !== last), last]) await rename(join(staging, name), join(folder, name));
    await rm(staging, { recursive: true });
  };
  return {
    staging,
    async commit(last) {
      try {
        await syncFolder(staging);
        await (isThere ? moveInto(last) : rename(staging, folder));
        isPlaced = true;
        letGo();
        await syncFolder(dirname(folder));
      } catch (error) {
        throw namedWriteError(error, out, field);
      }
    },
    async discard() {
      if (isPlaced) return;
      await rm(staging, { recursive: true, force: true });
      letGo();
      if (made === null) return;
      for (let parent = dirname(folder); ; parent = dirname(parent)) {
        if (!(await removedEmpty(parent)) || parent === made) return;
      }
    },
  };
}

/** False where somebody has put something into it meanwhile, or it is gone. */
async function removedEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
