import { StudioError } from './errors.ts';

/**
 * What a source yields until somebody wants to stop, which is heard also while it waits for more, such as for a line that nobody types.
 * @param stopped what is said then
 * @throws StudioError `cancelled`
 */
export async function* untilStopped<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined, stopped: string): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const cancelled = (): StudioError => new StudioError('cancelled', stopped);
  // A promise each: one that is raced against again and again would hold every one of them.
  const next = (): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      const stop = (): void => reject(cancelled());
      signal?.addEventListener('abort', stop, { once: true });
      iterator.next().then(resolve, reject).finally(() => signal?.removeEventListener('abort', stop));
    });
  try {
    for (let one = await next(); !one.done; one = await next()) yield one.value;
  } finally {
    // Not awaited: a source that waits ends when it gets what it waits for, and nobody is left to hear of it.
    void iterator.return?.().catch(() => undefined);
  }
}
