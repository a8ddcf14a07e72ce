/** Runs a search to its end at once, where the program lets others go on between its turns (`training/solve-exactly.ts`). */
export function solveNow<T>(search: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value as T;
  }
}
