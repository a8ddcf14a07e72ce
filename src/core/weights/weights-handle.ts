import { open, readdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import { badFile } from './safetensors-header.ts';

/** Enough to tell a web page, a pointer, an archive from weights. */
const headBytes = 4096;

/** What reading takes of a file. */
export interface ReadableFile {
  read(target: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  stat(): Promise<{ readonly size: number }>;
}

/** Fills `target` from `position`; false where the file ends before. */
export async function readFully(handle: ReadableFile, target: Uint8Array, position: number): Promise<boolean> {
  for (let filled = 0; filled < target.byteLength; ) {
    const { bytesRead } = await handle.read(target, filled, target.byteLength - filled, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}

/** The first bytes of a file. */
export async function readHead(handle: ReadableFile): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(headBytes, (await handle.stat()).size));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

async function describeFolder(folder: string): Promise<StudioError> {
  const names = await readdir(folder).catch(() => []);
  const inside = names.find((name) => /\.(?:safetensors|pth|pt|bin|ckpt)$/i.test(name));
  return badFile(folder, 'is a folder', inside ? `Give a file in it: ${join(folder, inside)}` : 'Give a weights file.', undefined, 'weights-folder');
}

async function openWeights(file: string): Promise<FileHandle> {
  try {
    // Before opening: that would wait at a pipe for whoever writes into it.
    const stats = await stat(file);
    if (stats.isDirectory()) throw await describeFolder(file);
    if (!stats.isFile()) throw badFile(file, 'is not a file', 'Give a weights file.', undefined, 'weights-no-file');
    return await open(file, 'r');
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw badFile(file, 'may not be read by you', 'Change its permissions.', cause, 'weights-no-permission');
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw badFile(file, 'cannot be opened', undefined, cause);
    throw new StudioError('not-found', `There is no file ${file}.`, { values: { kind: 'file-not-there', file }, hint: 'Check the path.', cause });
  }
}

/** Opens a regular file, and closes it whatever happens. @throws StudioError `not-found`, `bad-weights` */
export async function withWeightsFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openWeights(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}
