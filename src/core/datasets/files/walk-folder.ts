import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import type { Fault } from '../../images/bad-image.ts';
import { kindByName } from '../../images/picture-kinds.ts';
import { isSystemEntry } from '../../images/system-entry.ts';
import { fileState, type FileState } from '../../files/file-state.ts';
import type { LinkedFolder } from '../../store/json-columns.ts';

/** A regular file as it is now; `path` relative to the folder walked, with `/`. */
export interface WalkedFile extends FileState {
  path: string;
}

/** Something that cannot be read, with the reason. */
export type UnusableFile = { path: string } & Fault;

export interface Walk {
  /** Paths of regular files, nearly in their order; {@link lookAtFile} says more of one. */
  files: string[];
  /** Folders that cannot be read, and pipes, dead links and the like that carry a picture's name. */
  unusable: UnusableFile[];
  /** Other things that are no regular files; nobody misses them. */
  ignored: number;
  /** Every folder that was entered, by its path; the root is `''`. */
  folders: string[];
  /** Links to folders that are read under another path. */
  linkedFolders: LinkedFolder[];
}

/**
 * Every regular file below `root`. Hidden and system entries are not looked at. Links are followed, each real folder is
 * entered once (so loops end), its real place first. What cannot be read is reported; only `root` must be readable.
 * @throws StudioError `cancelled` by `signal`
 */
export async function walkFolder(root: string, signal?: AbortSignal): Promise<Walk> {
  const walk: Walk = { files: [], unusable: [], ignored: 0, folders: [], linkedFolders: [] };
  const entered = new Map<string, string>();
  const linked: string[] = [];
  const waiting = [''];
  for (;;) {
    // Links to folders wait until all real folders are done: a folder belongs to the class where it lies.
    const folder = waiting.pop() ?? linked.shift();
    if (folder === undefined) return walk;
    if (signal?.aborted) throw new StudioError('cancelled', 'The scan was cancelled');
    const entries = await openFolder(root, folder, entered, walk);
    const before = waiting.length;
    for (let start = 0; start < entries.length; start += 128) {
      const chunk = entries.slice(start, start + 128);
      await Promise.all(chunk.map((entry) => visit(root, folder, entry, { walk, waiting, linked })));
    }
    // The first of them next: in the order of paths what is known is found at once, and sorting is little work.
    waiting.push(...waiting.splice(before).reverse());
  }
}

async function openFolder(root: string, folder: string, entered: Map<string, string>, walk: Walk): Promise<Dirent[]> {
  const absolute = path.join(root, folder);
  try {
    const real = await realpath(absolute);
    const before = entered.get(real);
    if (before !== undefined) {
      walk.linkedFolders.push({ folder, target: before });
      return [];
    }
    entered.set(real, folder);
    walk.folders.push(folder);
    const entries = await readdir(absolute, { withFileTypes: true });
    return entries.filter((entry) => !isSystemEntry(entry.name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (folder === '') throw error;
    const { reason, values } = fileFault(error, folder);
    walk.unusable.push({ path: folder, reason: `the folder cannot be read: ${reason}`, values });
    return [];
  }
}

async function visit(
  root: string,
  folder: string,
  entry: Dirent,
  found: { walk: Walk; waiting: string[]; linked: string[] },
): Promise<void> {
  const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (entry.isDirectory()) {
    found.waiting.push(relative);
    return;
  }
  if (entry.isFile()) {
    found.walk.files.push(relative);
    return;
  }
  try {
    const stats = await stat(path.join(root, relative));
    if (stats.isFile()) found.walk.files.push(relative);
    else if (stats.isDirectory()) found.linked.push(relative);
    else leaveOut(found.walk, { path: relative, ...noFile(stats) });
  } catch (error) {
    leaveOut(found.walk, { path: relative, ...(entry.isSymbolicLink() ? linkFault(error, relative) : fileFault(error, relative)) });
  }
}

/** A file that was walked, as it is now; what is wrong with it where it is none any more, or cannot be looked at. */
export async function lookAtFile(root: string, relative: string): Promise<WalkedFile | UnusableFile> {
  try {
    const stats = await stat(path.join(root, relative));
    if (!stats.isFile()) return { path: relative, ...noFile(stats) };
    return { path: relative, ...fileState(stats) };
  } catch (error) {
    return { path: relative, ...fileFault(error, relative) };
  }
}

function leaveOut(walk: Walk, file: UnusableFile): void {
  if (kindByName(file.path)) walk.unusable.push(file);
  else walk.ignored += 1;
}

const noFile = (stats: Stats): Fault => ({ reason: `it is ${kindOf(stats)}, not a file`, values: { kind: 'not-a-file' } });

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function linkFault(error: unknown, relative: string): Fault {
  const code = (error as NodeJS.ErrnoException).code;
  const values = { kind: 'broken-link' };
  if (code === 'ENOENT') return { reason: 'it is a link that leads nowhere', values };
  if (code === 'ELOOP') return { reason: 'it is a link that leads to itself', values };
  return fileFault(error, relative);
}

/** What a file system error means to the person whose file it is. */
export function fileFault(error: unknown, relative: string): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { reason: 'no permission to read it', values: { kind: 'no-permission' } };
    case 'ENOENT':
      // Node turns bytes that are no UTF-8 into U+FFFD, and then no longer finds the file.
      return relative.includes('\uFFFD')
        ? { reason: 'its name is not valid UTF-8', values: { kind: 'name-not-utf8' } }
        : { reason: 'it vanished during the scan', values: { kind: 'gone' } };
    case 'ENAMETOOLONG':
      return { reason: 'its path is too long for this system', values: { kind: 'path-too-long' } };
    case 'EIO':
      return { reason: 'the disk could not read it', values: { kind: 'disk-error' } };
    default:
      return { reason: message ?? String(error), values: { kind: 'disk-error' } };
  }
}

/** The same as part of a sentence. */
export const fileProblem = (error: unknown, relative: string): string => fileFault(error, relative).reason;
