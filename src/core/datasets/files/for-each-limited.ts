/**
 * Runs `work` over `items` in order, on up to `together` of them at a time and `limit` times at once. It says of how many, from the first, it is done; the others are taken
 * again. The first failure ends it, once what runs has ended.
 */
export async function forSomeLimited<T>(
  items: readonly T[],
  { limit, together }: { readonly limit: number; readonly together: number },
  work: (some: readonly T[]) => Promise<number>,
): Promise<void> {
  const waiting = items.toReversed();
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && waiting.length > 0) {
      const some = waiting.splice(-Math.min(together, Math.ceil(waiting.length / limit))).reverse();
      try {
        const done = await work(some);
        waiting.push(...some.slice(done).reverse());
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: limit }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** The same one by one. */
export const forEachLimited = <T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> =>
  forSomeLimited(items, { limit, together: 1 }, async ([item]) => {
    await work(item!);
    return 1;
  });
