import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileState } from '../files/file-state.ts';
import type { FileState } from '../files/file-state.ts';
import { badImage } from './bad-image.ts';
import { sniffBytes } from './sniff-format.ts';

/** Files above this many bytes are decoded from the disk instead of from memory. */
const wholeFileBytes = 64 * 2 ** 20;

/** The bytes of an image file, or its path where they are too many, and the beginning that tells the format. */
export interface ImageFile {
  readonly input: Buffer | string;
  readonly head: Uint8Array;
  readonly sizeBytes: number;
  /** Before it was read; null of bytes that were in memory. */
  readonly state: FileState | null;
}

const reasons: Readonly<Record<string, readonly [reason: string, kind: string]>> = {
  ENOENT: ['the file is not there (any more)', 'gone'],
  ENOTDIR: ['the file is not there (any more)', 'gone'],
  EACCES: ['no permission to read the file', 'no-permission'],
  EPERM: ['no permission to read the file', 'no-permission'],
  ELOOP: ['a symbolic link that leads in a circle', 'broken-link'],
  ENAMETOOLONG: ['the path is too long for this file system', 'path-too-long'],
  EIO: ['the disk reported a read error', 'disk-error'],
};

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  return 'not a regular file';
}

/** The reason of a failed file operation; an error that is not the file system's is thrown on. */
function unreadable(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [reason, kind] = reasons[code] ?? [`the file cannot be read (${code})`, 'disk-error'];
  if (/^E[A-Z0-9]+$/.test(code)) throw badImage(reason, kind, {}, error);
  throw error;
}

/** What a call of the file system answers; its failure is worded. */
function answered<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    return unreadable(error);
  }
}

function requireRegularFile(path: string): void {
  const own = answered(() => lstatSync(path));
  if (own.isFile()) return;
  if (!own.isSymbolicLink()) throw badImage(`${kindOf(own)}, not a picture`, 'not-a-file');
  const target = linkedTo(path);
  if (!target.isFile()) throw badImage(`a symbolic link to ${kindOf(target)}, not to a picture`, 'broken-link');
}

function linkedTo(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw badImage('a symbolic link to a file that is not there', 'broken-link', {}, error);
    return unreadable(error);
  }
}

/** The first bytes of an open file, fewer where it ends before. */
function bytesOf(descriptor: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  while (filled < bytes) {
    const read = answered(() => readSync(descriptor, buffer, filled, bytes - filled, filled));
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

/**
 * Reads an image file. Only regular files and links to them are opened: a pipe or a device would block or answer for
 * ever. The thread waits for the disk, since only threads that decode read pictures: by libuv's threads a small one takes seven times as long.
 * Throws StudioError `bad-image` with the reason.
 */
export async function readImageFile(path: string): Promise<ImageFile> {
  if (path.includes('\0')) throw badImage('a path with a zero byte in it', 'not-a-file');
  requireRegularFile(path);
  // Should a pipe take the file's place at this very moment, O_NONBLOCK opens it without waiting for a writer.
  const descriptor = answered(() => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw badImage(`${kindOf(stats)}, not a picture`, 'not-a-file');
    if (stats.size === 0) throw badImage('an empty file (0 bytes)', 'empty');
    const state = fileState(stats);
    // libvips reads a `[…]` at the end of a path as options, so such a file has to come from memory.
    const whole = stats.size <= wholeFileBytes || (path.endsWith(']') && stats.size < 2 ** 31);
    const start = bytesOf(descriptor, whole ? stats.size : sniffBytes);
    if (start.length === 0) throw badImage('an empty file (0 bytes)', 'empty');
    return { input: whole ? start : path, head: start.subarray(0, sniffBytes), sizeBytes: stats.size, state };
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes that are in memory already, as a file. */
export const imageBytes = (bytes: Buffer): ImageFile => ({ input: bytes, head: bytes.subarray(0, sniffBytes), sizeBytes: bytes.length, state: null });

/** The beginning of a regular file. Throws `bad-image` where it cannot be read. */
export async function readFileHead(path: string): Promise<Buffer> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(unreadable);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw badImage(`${kindOf(stats)}, not a picture`, 'not-a-file');
    return bytesOf(handle.fd, sniffBytes);
  } finally {
    await handle.close();
  }
}

/** Some bytes of an image file, fewer at its end. Throws `bad-image` where it cannot be read any more. */
export async function readPart({ input, sizeBytes }: ImageFile, at: number, length: number): Promise<Buffer> {
  if (at >= sizeBytes) return Buffer.alloc(0);
  if (typeof input !== 'string') return input.subarray(at, at + length);
  const handle = await open(input, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(unreadable);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at).catch(unreadable);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
