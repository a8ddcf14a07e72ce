import { inOrder } from '../in-order.ts';

/** Some files and what became of reading each. */
export interface ReadChunk<T> {
  readonly files: readonly string[];
  readonly read: readonly T[];
}

/**
 * Reads chunks of files ahead of whoever computes with them: while one is worked on, the next `ahead` are being read.
 * In order; ends, and fails, with `chunks`.
 */
export const decodeAhead = <T>(
  chunks: AsyncIterable<readonly string[]>,
  read: (file: string) => Promise<T>,
  ahead: number,
): AsyncGenerator<ReadChunk<T>> => inOrder(chunks, async (files) => ({ files, read: await Promise.all(files.map(read)) }), ahead + 1);
