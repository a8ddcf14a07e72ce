import type { InputGeometry } from '../../shared/preprocessing.ts';
import { seenText } from '../../shared/seen-address.ts';
import { decodeHost } from './decode-host.ts';
import { createNewestFirst } from './newest-first.ts';
import { openThumbnailCache } from './thumbnail-cache.ts';
import type { ThumbnailSize } from './thumbnail-sizes.ts';
import type { Thumbnail } from './thumbnail.ts';

export interface Thumbnails {
  /**
   * A small WebP of a picture: from the disk, else made now; what was asked for last is made first. What nobody waits for any more
   * (`signal`) is not begun.
   * @throws StudioError `not-found` (gone, or another content than `sha256`), `bad-image`, `cancelled`
   */
  get(image: { file: string; sha256: string }, size: ThumbnailSize, signal?: AbortSignal): Promise<Buffer>;
  /** The same of a picture exactly as a network is given it. @throws StudioError `bad-image` (also of another content), `cancelled` */
  seen(image: { file: string; sha256: string }, geometry: InputGeometry, signal?: AbortSignal): Promise<Buffer>;
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

/** Raised when the same file and geometry give other pixels than before. */
const seenRevision = 1;

/** About 400,000 small pictures. */
const defaultBudgetBytes = 2e9;

export function createThumbnails(options: ThumbnailOptions): Thumbnails {
  const { folder, budgetBytes = defaultBudgetBytes, atOnce = 2 } = options;
  const onProblem = options.onProblem ?? ((error: unknown) => console.error(`Thumbnails: ${String(error)}`));
  const cache = openThumbnailCache(folder, budgetBytes, onProblem);
  const queue = createNewestFirst<Buffer>(atOnce);
  async function kept(name: string, make: () => Promise<Thumbnail>, signal?: AbortSignal): Promise<Buffer> {
    const known = await cache.read(name);
    if (known) return known;
    return queue.run(
      name,
      async () => {
        const made = await make();
        const bytes = Buffer.from(made.bytes.buffer, made.bytes.byteOffset, made.bytes.byteLength);
        if (!made.isCheap) await cache.write(name, bytes).catch(onProblem);
        return bytes;
      },
      signal,
    );
  }
  return {
    get: ({ file, sha256 }, size, signal) =>
      kept(`${sha256}-${size}.webp`, () => decodeHost().run({ kind: 'thumbnail', file, sha256, size }, { urgent: true }), signal),
    seen: ({ file, sha256 }, geometry, signal) =>
      kept(
        `${sha256}-seen${seenRevision}-${seenText(geometry)}.webp`,
        async () => ({ bytes: await decodeHost().run({ kind: 'seen', file, sha256, geometry }, { urgent: true }), isCheap: false }),
        signal,
      ),
    async close() {
      await queue.close();
      await cache.settled();
    },
  };
}
