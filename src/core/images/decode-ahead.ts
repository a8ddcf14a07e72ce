/** Some files and what became of reading each. */
export interface ReadChunk<T> {
  readonly files: readonly string[];
  readonly read: readonly T[];
}

/**
 * Reads chunks of files ahead of whoever computes with them: while one is worked on, the next `ahead` are being read.
 * In order; ends, and fails, with `chunks`.
 */
export async function* decodeAhead<T>(
  chunks: AsyncIterable<readonly string[]>,
  read: (file: string) => Promise<T>,
  ahead: number,
): AsyncGenerator<ReadChunk<T>> {
  const names = chunks[Symbol.asyncIterator]();
  const next = (): Promise<ReadChunk<T> | null> => {
    const chunk = (async () => {
      const { done, value: files } = await names.next();
      return done ? null : { files, read: await Promise.all(files.map(read)) };
    })();
    // Heard where it is awaited, which may be after others.
    chunk.catch(() => undefined);
    return chunk;
  };
  const coming = Array.from({ length: ahead + 1 }, next);
  for (let chunk = await coming.shift()!; chunk; chunk = await coming.shift()!) {
    yield chunk;
    coming.push(next());
  }
}
