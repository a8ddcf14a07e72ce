/** The same items, of which the first is asked for at once, not when somebody waits for it. Who takes none of them hears of no failure. */
export function begunAtOnce<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  const first = items.next();
  first.catch(() => undefined);
  return (async function* () {
    for (let item = await first; !item.done; item = await items.next()) yield item.value;
  })();
}

/**
 * What comes of each item, in their order, while the next are worked on too: `atOnce` of them are taken ahead. What is done is told as soon
 * as those before it are, however long the next item takes to come. Ends, and fails, with `items`.
 */
export async function* inOrder<T, R>(items: AsyncIterable<T>, work: (item: T) => Promise<R>, atOnce: number): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const next = (): Promise<{ readonly result: R } | null> => {
    const worked = (async () => {
      const { done, value } = await source.next();
      return done ? null : { result: await work(value) };
    })();
    // Heard where it is awaited, which may be after others.
    worked.catch(() => undefined);
    return worked;
  };
  const coming = Array.from({ length: atOnce }, next);
  for (let worked = await coming.shift()!; worked; worked = await coming.shift()!) {
    yield worked.result;
    coming.push(next());
  }
}
