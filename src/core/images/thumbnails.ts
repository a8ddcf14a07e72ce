import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../errors.ts';
import { readImageFile } from './image-file.ts';
import { createNewestFirst } from './newest-first.ts';
import { openThumbnailCache } from './thumbnail-cache.ts';
import { makeThumbnail } from './thumbnail.ts';
import type { ThumbnailSize } from './thumbnail.ts';

export interface Thumbnails {
  /**
   * A small WebP of a picture: from the disk, else made now; what was asked for last is made first. What nobody waits for any more
   * (`signal`) is not begun.
   * @throws StudioError `not-found` (gone, or another content than `sha256`), `bad-image`, `cancelled`
   */
  get(image: { file: string; sha256: string }, size: ThumbnailSize, signal?: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}

export interface ThumbnailOptions {
  /** The cache's, `cache/thumbnails` in the data folder. */
  readonly folder: string;
  readonly budgetBytes?: number;
  /** Pictures made at the same time, each by one processor. */
  readonly atOnce?: number;
  /** Hears why the cache could not be written; pictures are shown all the same. */
  readonly onProblem?: (error: unknown) => void;
}

/** About 400,000 small pictures. */
const defaultBudgetBytes = 2e9;

async function contentHash(input: Buffer | string): Promise<string> {
  if (typeof input !== 'string') {
    const view = new Uint8Array(input.buffer as ArrayBuffer, input.byteOffset, input.length);
    // On libuv's threads: the window's one thread answers everything else meanwhile.
    return Buffer.from(await crypto.subtle.digest('SHA-256', view)).toString('hex');
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(input), hash);
  return hash.digest('hex');
}

const gone = (file: string, cause: unknown) =>
  new StudioError('not-found', `${file} is not there any more`, { field: 'image', hint: 'Scan the data set again.', cause });

const isGone = (error: unknown): boolean =>
  error instanceof StudioError && ['ENOENT', 'ENOTDIR'].includes((error.cause as NodeJS.ErrnoException)?.code ?? '');

/** Reads and shrinks; never keeps another picture than the one asked for, since the file may have changed since its scan. */
async function make({ file, sha256 }: { file: string; sha256: string }, size: ThumbnailSize) {
  const source = await readImageFile(file).catch((error: unknown) => {
    throw isGone(error) ? gone(file, error) : error;
  });
  if ((await contentHash(source.input)) !== sha256) {
    throw new StudioError('not-found', `${file} holds another picture than when it was scanned`, {
      field: 'image',
      hint: 'Scan the data set again.',
    });
  }
  return makeThumbnail(source, file, size);
}

export function createThumbnails(options: ThumbnailOptions): Thumbnails {
  const { folder, budgetBytes = defaultBudgetBytes, atOnce = 2 } = options;
  const onProblem = options.onProblem ?? ((error: unknown) => console.error(`Thumbnails: ${String(error)}`));
  const cache = openThumbnailCache(folder, budgetBytes, onProblem);
  const queue = createNewestFirst<Buffer>(atOnce);
  return {
    async get(image, size, signal) {
      const name = `${image.sha256}-${size}.webp`;
      const known = await cache.read(name);
      if (known) return known;
      return queue.run(
        name,
        async () => {
          const { bytes, isCheap } = await make(image, size);
          if (!isCheap) await cache.write(name, bytes).catch(onProblem);
          return bytes;
        },
        signal,
      );
    },
    async close() {
      await queue.close();
      await cache.settled();
    },
  };
}
