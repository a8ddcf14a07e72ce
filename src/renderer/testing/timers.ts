/**
 * What a test put off and did not wait for (a field that waits for typing to rest) must not happen in the test after it: timers are
 * counted from `watchTimers` on, and `dropTimers` takes back those that have not rung.
 */
const pending = new Set<ReturnType<typeof setTimeout>>();
const watched = Symbol('watched');
type Watched = typeof setTimeout & { [watched]?: true };

export function watchTimers(): void {
  const real: Watched = globalThis.setTimeout;
  if (real[watched]) return;
  const watching = (run: (...values: unknown[]) => void, milliseconds?: number, ...values: unknown[]) => {
    const timer = real(() => {
      pending.delete(timer);
      run(...values);
    }, milliseconds);
    pending.add(timer);
    return timer;
  };
  globalThis.setTimeout = Object.assign(watching, real, { [watched]: true }) as typeof setTimeout;
}

export function dropTimers(): void {
  for (const timer of pending) clearTimeout(timer);
  pending.clear();
}
