import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { ownedName } from '../files/owned-name.ts';
import { sweepOnce } from '../files/sweep.ts';
import { isExportFolder } from './manifest-file.ts';

async function whatIsAt(path: string): Promise<'nothing' | 'empty folder' | 'export' | 'something else'> {
  const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!stats) return 'nothing';
  if (!stats.isDirectory()) return 'something else';
  if ((await readdir(path)).length === 0) return 'empty folder';
  return (await isExportFolder(path)) ? 'export' : 'something else';
}

/**
 * Refuses a target that is in the way: anything without `force`; with it, anything but an export of ours or an empty folder.
 * @throws StudioError `already-exists`
 */
export async function checkTarget(target: string, force: boolean): Promise<void> {
  const found = await whatIsAt(target);
  if (found === 'nothing') return;
  if (found === 'something else') {
    throw new StudioError('already-exists', `${target} exists and is no export of Graft Studio; it is never replaced`, {
      field: 'out',
      hint: 'Give another folder with --out.',
    });
  }
  if (!force) {
    throw new StudioError('already-exists', `The folder ${target} exists`, {
      field: 'out',
      hint: 'Give another folder with --out, or --force to replace it.',
    });
  }
}

/** A new folder beside the target, on the same disk, so that a rename makes it the target. */
export async function makeTemporary(target: string): Promise<string> {
  const folder = join(dirname(target), ownedName('partial'));
  await mkdir(dirname(target), { recursive: true });
  sweepOnce(dirname(target));
  await mkdir(folder);
  return folder;
}

/**
 * Renames the finished folder to the target. An export that is replaced is moved aside first, comes back when the rename
 * fails, and is deleted only after it succeeded.
 * @throws StudioError `already-exists` when something got in the way meanwhile.
 */
export async function moveIntoPlace(temporary: string, target: string, force: boolean): Promise<void> {
  await checkTarget(target, force);
  const found = await whatIsAt(target);
  const aside = found === 'export' ? `${temporary}.replaced` : null;
  if (aside) await rename(target, aside);
  if (found === 'empty folder') await rmdir(target);
  try {
    await rename(temporary, target);
  } catch (error) {
    if (aside) await rename(aside, target);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new StudioError('already-exists', `${target} came into being while the export was written`, {
      field: 'out',
      hint: 'Give another folder with --out.',
      cause: error,
    });
  }
  await syncFolder(dirname(target));
  if (aside) await rm(aside, { recursive: true, force: true });
}
