const longestTickMs = 1000;

/**
 * Calls `act` once this process has run for so long. Time in which it stood still does not count (stopped by Ctrl-Z or SIGSTOP, in a laptop that was closed, held up by
 * a long piece of work): whoever it waits for stood still too, or has answered and could not be heard yet.
 * @returns for `clearInterval`, to call it off
 */
export function afterRunning(ms: number, act: () => void): NodeJS.Timeout {
  const tickMs = Math.max(1, Math.min(longestTickMs, ms / 10));
  let leftMs = ms;
  let seenMs = performance.now();
  const timer = setInterval(() => {
    const passedMs = performance.now() - seenMs;
    seenMs += passedMs;
    // A look that comes late counts as one in time: on a busy machine every one is late, and the last comes all the same.
    leftMs -= Math.min(passedMs, tickMs);
    if (leftMs > 0) return;
    clearInterval(timer);
    act();
  }, tickMs);
  return timer;
}
