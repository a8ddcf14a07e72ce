import { constants } from 'node:fs';
import { access, lstat, open, readlink, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StudioError } from '../errors.ts';
import { ifThere } from './if-there.ts';
import { namedWriteError } from './write-error.ts';

/** What kind of file may be replaced, by its first bytes: never a picture, weights or a database because of a slip of the hand. */
const replaceable = {
  text: (start: Buffer) => !start.includes(0),
  html: (start: Buffer) => start.length === 0 || /^\s*<!doctype html/i.test(start.toString('latin1', 0, 200)),
  npy: (start: Buffer) => start.length === 0 || start.toString('latin1', 0, 6) === '\x93NUMPY',
  svg: (start: Buffer) => start.length === 0 || start.toString('latin1', 0, 4) === '<svg',
  png: (start: Buffer) => start.length === 0 || start.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n',
} satisfies Record<string, (start: Buffer) => boolean>;
type ReplaceableKind = keyof typeof replaceable;
const kindWords: Readonly<Record<ReplaceableKind, string>> = { text: 'no text file', svg: 'no SVG', html: 'no HTML page', npy: 'no NumPy file', png: 'no PNG' };
const startBytes = 4096;

export interface TargetOptions {
  /** The option that named the file; errors carry it. */
  readonly field: string;
  /** What it will hold; a file of another kind in its place is refused. */
  readonly kind: ReplaceableKind;
  /** Files that are read meanwhile and must not be the target. */
  readonly inputs?: readonly string[];
  /** False: what is there stays, whatever it is; a pipe or a device is none that could. */
  readonly replaces?: boolean;
  /** Bytes to come, where they are known. */
  readonly neededBytes?: number;
}

export interface Target {
  /** Where the bytes go in the end: links are followed and stay. */
  readonly file: string;
  /** A pipe or a device (`/dev/stdout`, `>(gzip)`): written as it comes, since it cannot be replaced. */
  readonly isStream: boolean;
  /** Permissions of the file that is replaced. */
  readonly mode: number | undefined;
}

/** Where writing to a path would land: the end of its links, there or not. */
async function endOfLinks(file: string, depth = 0): Promise<string> {
  const place = join(await realpath(dirname(resolve(file))), basename(resolve(file)));
  const stats = await ifThere(lstat(place));
  if (!stats?.isSymbolicLink()) return place;
  // Those of /proc to a pipe lead to no path.
  if ((await ifThere(stat(place)))?.isFile() === false) return place;
  if (depth > 40) throw Object.assign(new Error(place), { code: 'ELOOP' });
  return endOfLinks(resolve(dirname(place), await readlink(place)), depth + 1);
}

async function checkReplaceable(place: string, file: string, { field, kind, inputs = [] }: TargetOptions): Promise<void> {
  const refuse = (what: string): StudioError =>
    new StudioError('bad-usage', `${file} ${what}; it is not replaced.`, { values: { kind: 'target-not-replaced', file }, field, hint: 'Choose another name.' });
  const { dev, ino } = await stat(place);
  for (const input of inputs) {
    const stats = await ifThere(stat(input));
    if (stats?.dev === dev && stats.ino === ino) throw refuse('is read by this command');
  }
  await access(place, constants.W_OK);
  const handle = await open(place, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
    if (!replaceable[kind](buffer.subarray(0, bytesRead))) throw refuse(`holds other data (${kindWords[kind]})`);
  } finally {
    await handle.close();
  }
}

/** Of a file that is there, or came into being meanwhile. */
export const notReplaced = (file: string, field: string): StudioError =>
  new StudioError('already-exists', `${file} exists`, { values: { kind: 'target-exists', file }, field, hint: 'Give --force to replace it, or another name.' });

/** @throws StudioError `out-of-disk` where a disk has less room than is needed. */
export async function checkSpace(folder: string, neededBytes: number, hint: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  const freeBytes = bavail * bsize;
  // Some file systems of networks and of the kernel do not say how large they are.
  if (blocks === 0 || freeBytes >= neededBytes) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new StudioError('out-of-disk', `${folder} has ${megabytes(freeBytes)} free; ${megabytes(neededBytes)} are needed.`, {
    values: { kind: 'no-room-there', place: folder, freeBytes, neededBytes },
    hint,
  });
}

/**
 * Looks at a place that a person named for a file before any work is done for it.
 * @throws StudioError `bad-usage` (a folder, a missing one, no permission, a name too long, an input, a file of another kind),
 * `out-of-disk`, `already-exists`
 */
export async function checkTargetFile(file: string, options: TargetOptions): Promise<Target> {
  try {
    if (file.endsWith('/')) throw Object.assign(new Error(file), { code: 'EISDIR' });
    const place = await endOfLinks(file);
    const folder = dirname(place);
    const stats = await ifThere(stat(place));
    if (stats?.isDirectory()) throw Object.assign(new Error(file), { code: 'EISDIR' });
    if (stats && !stats.isFile()) return { file: place, isStream: true, mode: undefined };
    await access(folder, constants.W_OK | constants.X_OK);
    if (stats && options.replaces === false) throw notReplaced(file, options.field);
    if (stats) await checkReplaceable(place, file, options);
    if (options.neededBytes !== undefined) {
      await checkSpace(folder, options.neededBytes, 'Free some space or choose a place on another disk.');
    }
    return { file: place, isStream: false, mode: stats === null ? undefined : stats.mode & 0o777 };
  } catch (error) {
    throw namedWriteError(error, file, options.field);
  }
}
