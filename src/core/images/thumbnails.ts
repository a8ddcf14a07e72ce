import { decodeHost } from './decode-host.ts';
import { createNewestFirst } from './newest-first.ts';
import { openThumbnailCache } from './thumbnail-cache.ts';
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
          const { file, sha256 } = image;
          const made = await decodeHost().run({ kind: 'thumbnail', file, sha256, size }, { urgent: true });
          const bytes = Buffer.from(made.bytes.buffer, made.bytes.byteOffset, made.bytes.byteLength);
          if (!made.isCheap) await cache.write(name, bytes).catch(onProblem);
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
