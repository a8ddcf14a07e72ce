import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';
import { isExportFolder } from './manifest-file.ts';
import { syncFolder } from '../weights/atomic-file.ts';

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

const staleMs = 24 * 60 * 60 * 1000;

/** Deletes what exports to this target that were killed left behind more than a day ago. */
async function removeStale(target: string): Promise<void> {
  const parent = dirname(target);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`.${basename(target)}.`) || !/\.[0-9a-f]{12}\.partial$/.test(name)) continue;
    const stats = await lstat(join(parent, name));
    if (stats.isDirectory() && Date.now() - stats.mtimeMs > staleMs) await rm(join(parent, name), { recursive: true });
  }
}

/** A new folder beside the target, on the same disk, so that a rename makes it the target. */
export async function makeTemporary(target: string): Promise<string> {
  const folder = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.partial`);
  await mkdir(dirname(target), { recursive: true });
  await removeStale(target);
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
