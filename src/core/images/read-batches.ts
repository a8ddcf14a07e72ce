import type { InputGeometry } from '../../shared/preprocessing.ts';
import { inOrder } from '../in-order.ts';
import type { ImagePool } from './image-pool.ts';
import type { ReadResult } from './image-task.ts';

/** Some pictures, and what became of reading each. */
export interface ReadBatch<T> {
  readonly images: readonly T[];
  readonly read: readonly ReadResult[];
  /** Pictures that have been read with this batch. */
  readonly done: number;
}

async function* batchesOf<T>(images: readonly T[], batchSize: number): AsyncGenerator<Omit<ReadBatch<T>, 'read'>> {
  for (let start = 0; start < images.length; start += batchSize) {
    const batch = images.slice(start, start + batchSize);
    yield { images: batch, done: start + batch.length };
  }
}

/** Reads pictures as they are, those with a sha256 only from a file of it, `batchSize` at a time and in their order: while one batch is worked on, the next is being read. */
export const readBatches = <T extends { readonly file: string; readonly sha256?: string | undefined }>(
  pool: ImagePool,
  images: readonly T[],
  batchSize: number,
  preprocessing: InputGeometry,
): AsyncGenerator<ReadBatch<T>> =>
  inOrder(
    batchesOf(images, batchSize),
    async (batch) => ({ ...batch, read: await Promise.all(batch.images.map(({ file, sha256 }) => pool.read({ file, ...(sha256 !== undefined && { sha256 }), view: null, preprocessing }))) }),
    2,
  );
