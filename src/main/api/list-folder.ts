import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasReadExtension } from '../../core/images/picture-kinds.ts';
import { homeFolder } from '../../core/files/home-folder.ts';
import { isInside } from '../../core/files/is-inside.ts';
import { StudioError } from '../../core/errors.ts';
import type { FolderListing } from '../../shared/contract/system-calls.ts';
import type { Door } from './desk.ts';
import { insideRoot } from './root-folder.ts';

/** Counting stops here, so that a folder of a million files does not hold the page up. */
const countedImages = 10_000;
/** Folders whose pictures are counted; those behind are listed with null. */
const countedFolders = 300;
const shownFolders = 5000;

/**
 * Folders and the number of pictures in one below the door's root: hidden ones and links that lead out of the root are left out.
 * @throws StudioError `bad-usage` outside of the root, `not-found`
 */
export async function listFolder(door: Pick<Door, 'rootFolder' | 'pointedAt'>, given?: string): Promise<FolderListing> {
  const root = await realpath(door.rootFolder);
  const folder = given === undefined ? await firstFolder(root) : await insideRoot(door, given, 'folder');
  if (
    path
      .relative(root, folder)
      .split(path.sep)
      .some((name) => name.startsWith('.') && name !== '')
  ) {
    throw new StudioError('bad-usage', `${folder} is hidden`, {
      values: { kind: 'folder-hidden', place: folder },
      field: 'folder',
      hint: 'Choose a folder whose path has no hidden part.',
    });
  }
  const entries = await entriesOf(folder);
  const names = entries.filter((entry) => !entry.name.startsWith('.'));
  const candidates = names.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).slice(0, shownFolders);
  const inside = await Promise.all(candidates.map((entry) => folderInside(root, path.join(folder, entry.name))));
  const folders = candidates
    .filter((_, index) => inside[index])
    .map(({ name }) => ({ name, folder: path.join(folder, name) }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const counts = await Promise.all(folders.slice(0, countedFolders).map((entry) => imagesIn(entry.folder)));
  return {
    folder,
    parent: folder === root ? null : path.dirname(folder),
    folders: folders.map((entry, index) => ({ ...entry, images: counts[index] ?? null })),
    images: countImages(names),
  };
}

/** Where people keep pictures, or the root where that is elsewhere. */
async function firstFolder(root: string): Promise<string> {
  const home = await (async () => realpath(homeFolder()))().catch(() => root);
  return isInside(root, home) ? home : root;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') throw new StudioError('bad-usage', `${folder} is no folder`, { values: { kind: 'folder-is-file', folder }, field: 'folder' });
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `${folder} may not be read`, {
      values: { kind: 'folder-unreadable', folder, because: 'no-permission' },
      field: 'folder',
      hint: 'Choose another folder.',
      cause: error,
    });
  }
}

/** A link that leads nowhere, in a circle or out of the root is no folder for this page. */
async function folderInside(root: string, file: string): Promise<boolean> {
  try {
    const real = await realpath(file);
    return isInside(root, real) && (await stat(real)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EACCES', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false;
    throw error;
  }
}

/** Null where it may not be read. */
async function imagesIn(folder: string): Promise<number | null> {
  try {
    return countImages(await readdir(folder, { withFileTypes: true }));
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function countImages(entries: readonly { name: string; isDirectory(): boolean }[]): number {
  let images = 0;
  for (const entry of entries) {
    if (!entry.isDirectory() && !entry.name.startsWith('.') && hasReadExtension(entry.name)) images += 1;
    if (images === countedImages) break;
  }
  return images;
}
