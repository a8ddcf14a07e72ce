import { mkdir, open, readdir, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { StudioError } from '../errors.ts';
import { writeFileAtomically } from '../files/write-file.ts';

/** Small pictures on disk under the content they show: `<folder>/ab/<sha256>-<size>.webp`. */
export interface ThumbnailCache {
  /** Null where it is not there, or is not whole. */
  read(name: string): Promise<Buffer | null>;
  /** Where the cache has grown over its budget, the least recently used fifth goes, in the background. */
  write(name: string, bytes: Buffer): Promise<void>;
  /** Waits for what goes on in the background. */
  settled(): Promise<void>;
}

interface Entry {
  readonly file: string;
  readonly sizeBytes: number;
  readonly usedAtMs: number;
}

const keptShare = 0.8;
/** A picture looked at again is marked as used this seldom, so that reading stays reading. */
const touchAfterMs = 12 * 3_600_000;

const placeOf = (folder: string, name: string): string => path.join(folder, name.slice(0, 2), name);

/** Behind the picture in its file: CRC-32 of its name and bytes, so that neither a flipped bit nor another's picture is shown. */
const trailerBytes = 4;

function withTrailer(name: string, bytes: Buffer): Buffer {
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeUInt32LE(crc32(bytes, crc32(name)));
  return Buffer.concat([bytes, trailer]);
}

/** The picture of a file; null where it is cut off, damaged, or of a version that wrote no trailer. */
function withoutTrailer(name: string, file: Buffer): Buffer | null {
  if (file.length <= trailerBytes) return null;
  const bytes = file.subarray(0, -trailerBytes);
  return crc32(bytes, crc32(name)) === file.readUInt32LE(bytes.length) ? bytes : null;
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

async function unlessMissing<T>(attempt: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Entry> {
  for (const part of await unlessMissing(readdir(folder), [])) {
    const names = await unlessMissing(readdir(path.join(folder, part)), []);
    const entries = await Promise.all(
      names.map(async (name): Promise<Entry | null> => {
        const file = path.join(folder, part, name);
        const stats = await unlessMissing(stat(file), null);
        return stats && { file, sizeBytes: stats.size, usedAtMs: stats.mtimeMs };
      }),
    );
    yield* entries.filter((entry) => entry !== null);
  }
}

/** What the small pictures take on the disk. */
export async function thumbnailUse(folder: string): Promise<{ files: number; sizeBytes: number }> {
  const use = { files: 0, sizeBytes: 0 };
  for await (const { sizeBytes } of entriesOf(folder)) {
    use.files += 1;
    use.sizeBytes += sizeBytes;
  }
  return use;
}

/**
 * Deletes all small pictures; they are made again when looked at. One after the other, because a window may be showing and making
 * some meanwhile. @returns the bytes given back
 */
export async function clearThumbnails(folder: string): Promise<number> {
  let freedBytes = 0;
  for await (const { file, sizeBytes } of entriesOf(folder)) {
    await unlessMissing(unlink(file), undefined);
    freedBytes += sizeBytes;
  }
  for (const part of await unlessMissing(readdir(folder), [])) await removeIfEmpty(path.join(folder, part));
  await removeIfEmpty(folder);
  return freedBytes;
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isMissing(error) && !['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Deletes the least recently used until the rest takes at most `targetBytes`. @returns what the rest takes */
async function shrinkTo(folder: string, targetBytes: number): Promise<number> {
  const entries = (await Array.fromAsync(entriesOf(folder))).sort((a, b) => a.usedAtMs - b.usedAtMs);
  let sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  for (const entry of entries) {
    if (sizeBytes <= targetBytes) break;
    await unlessMissing(unlink(entry.file), undefined);
    sizeBytes -= entry.sizeBytes;
  }
  return sizeBytes;
}

/** @param onProblem hears of a failure in the background, such as a full disk */
export function openThumbnailCache(
  folder: string,
  budgetBytes: number,
  onProblem: (error: unknown) => void,
): ThumbnailCache {
  let sizeBytes: number | null = null;
  let background: Promise<void> | null = null;

  const inBackground = (work: () => Promise<void>): void => {
    background ??= work()
      .catch(onProblem)
      .finally(() => {
        background = null;
      });
  };
  const account = (added: number): void => {
    if (sizeBytes === null) {
      inBackground(async () => {
        ({ sizeBytes } = await thumbnailUse(folder));
        if (sizeBytes > budgetBytes) sizeBytes = await shrinkTo(folder, budgetBytes * keptShare);
      });
      return;
    }
    sizeBytes += added;
    if (sizeBytes <= budgetBytes) return;
    inBackground(async () => {
      sizeBytes = await shrinkTo(folder, budgetBytes * keptShare);
    });
  };

  return {
    async read(name) {
      const handle = await unlessMissing(open(placeOf(folder, name), 'r'), null);
      if (!handle) return null;
      try {
        const bytes = withoutTrailer(name, await handle.readFile());
        if (!bytes) return null;
        const now = new Date();
        if (now.getTime() - (await handle.stat()).mtimeMs > touchAfterMs) await handle.utimes(now, now).catch(onProblem);
        return bytes;
      } finally {
        await handle.close();
      }
    },
    async write(name, bytes) {
      const file = placeOf(folder, name);
      const whole = withTrailer(name, bytes);
      try {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        // Not fsynced: a torn picture is found by its trailer and made again.
        await writeFileAtomically(file, (handle) => handle.writeFile(whole), { mode: 0o600, durable: false });
      } catch (error) {
        // Cleared this moment: it is made again when it is looked at again.
        const cause = error instanceof StudioError ? error.cause : error;
        if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return;
        throw error;
      }
      account(whole.length);
    },
    settled: async () => {
      while (background) await background;
    },
  };
}
