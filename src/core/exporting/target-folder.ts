import { existsSync } from 'node:fs';
import { access, constants, lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { ownedName } from '../files/owned-name.ts';
import { removedAtExit } from '../files/removed-at-exit.ts';
import { sweepNow, sweepOnce } from '../files/sweep.ts';
import { checkSpace } from '../files/target.ts';
import { checkReplaceable, recoverExport, replaceExport } from './replace-export.ts';

const anotherFolder = { field: 'out', hint: 'Give another folder with --out.' };

async function isThere(path: string): Promise<boolean> {
  const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!stats) return false;
  if (stats.isDirectory()) return true;
  const what = stats.isSymbolicLink() ? 'is a link; an export is written into a folder itself' : 'exists and is no folder';
  throw new StudioError('already-exists', `${path} ${what}`, { ...anotherFolder, values: { kind: stats.isSymbolicLink() ? 'export-there-is-link' : 'export-there-is-file', place: path } });
}

/** The folder or the nearest one above it that is there. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

/**
 * Looks at a target before any work: anything there is refused without `force`; with it, all but an export of ours or an
 * empty folder. Finishes what an export that was killed began there.
 * @throws StudioError `already-exists`, `out-of-disk`, `busy`; what the system says of a place that may not be written
 */
export async function checkTarget(target: string, force: boolean, neededBytes: number): Promise<void> {
  if (await isThere(target)) {
    if (!force) {
      throw new StudioError('already-exists', `The folder ${target} exists`, {
        values: { kind: 'export-there', place: target },
        field: 'out',
        hint: 'Give another folder with --out, or --force to replace it.',
      });
    }
    await recoverExport(target);
    await checkReplaceable(target);
  }
  const folder = nearest(target);
  await access(folder, constants.W_OK | constants.X_OK);
  await checkSpace(folder, neededBytes, 'Free some space or give another folder with --out.');
}

export interface Staging {
  readonly folder: string;
  /** Its name, which says who writes. */
  readonly name: string;
  /** The uppermost folder that was made for the target, null where all were there. */
  readonly made: string | null;
  /** It has its place, or is gone: nothing of it is to be removed when the process ends. */
  letGo(): void;
}

/** A new folder on the target's disk, in it where it exists, beside it where not. */
export async function makeStaging(target: string): Promise<Staging> {
  const parent = existsSync(target) ? target : dirname(target);
  const name = ownedName('partial');
  const made = (await mkdir(parent, { recursive: true })) ?? null;
  sweepOnce(parent);
  const folder = join(parent, name);
  await mkdir(folder);
  return { folder, name, made, letGo: removedAtExit(folder, made) };
}

/** Removes what a process that died left of an export: it lies in the target where that was there before, else beside it. */
export function sweepStaging(target: string): void {
  for (const folder of [target, dirname(target)]) sweepNow(folder);
}

/** Removes the folder and those that were made on the way to it, as long as nobody else has put something into them. */
export async function discardStaging({ folder, made, letGo }: Staging): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  letGo();
  if (made === null) return;
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    try {
      await rmdir(parent);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
      throw error;
    }
    if (parent === made) return;
  }
}

/**
 * Gives the finished folder its place.
 * @returns names under which files of the target were kept that had been changed since we wrote them
 * @throws StudioError `already-exists` when something got in the way meanwhile
 */
export async function moveIntoPlace({ folder, name, letGo }: Staging, target: string, force: boolean): Promise<string[]> {
  if (force && (await isThere(target))) {
    await recoverExport(target);
    await checkReplaceable(target);
    // From the first step on the next use finishes it.
    letGo();
    return replaceExport(folder, target, name);
  }
  try {
    await rename(folder, target);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
    throw new StudioError('already-exists', `${target} came into being while the export was written`, { values: { kind: 'export-there', place: target }, ...anotherFolder, cause });
  }
  letGo();
  await syncFolder(dirname(target));
  return [];
}
