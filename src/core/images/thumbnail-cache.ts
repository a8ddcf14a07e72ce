import { mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
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

/** A file cut off by a power failure is found by the length its header gives. */
const isWhole = (bytes: Buffer): boolean =>
  bytes.length > 12 && bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.readUInt32LE(4) + 8 === bytes.length;

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

/** Deletes all small pictures; they are made again when looked at. @returns the bytes given back */
export async function clearThumbnails(folder: string): Promise<number> {
  const { sizeBytes } = await thumbnailUse(folder);
  await rm(folder, { recursive: true, force: true });
  return sizeBytes;
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
        const bytes = await handle.readFile();
        if (!isWhole(bytes)) return null;
        const now = new Date();
        if (now.getTime() - (await handle.stat()).mtimeMs > touchAfterMs) await handle.utimes(now, now);
        return bytes;
      } finally {
        await handle.close();
      }
    },
    async write(name, bytes) {
      const file = placeOf(folder, name);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      // Not fsynced: a torn picture is found by its length and made again.
      await writeFileAtomically(file, (handle) => handle.writeFile(bytes), { mode: 0o600, durable: false });
      account(bytes.length);
    },
    settled: async () => {
      while (background) await background;
    },
  };
}
