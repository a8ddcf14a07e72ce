/** As often as a process looks that does nothing else. */
const tickMs = 500;

let stoppedMs = 0;
let seenMs = 0;
/** The longest time without a look, since the last tick and between the two before. */
let longest: [now: number, before: number] = [0, 0];
let isWatched = false;

function look(): number {
  const nowMs = performance.now();
  longest[0] = Math.max(longest[0], nowMs - seenMs);
  seenMs = nowMs;
  return nowMs;
}

function watch(): void {
  isWatched = true;
  seenMs = performance.now();
  setInterval(() => {
    look();
    longest = [0, longest[0]];
  }, tickMs).unref();
  process.on('SIGCONT', () => {
    look();
    stoppedMs += Math.max(...longest);
    longest = [0, 0];
  });
}

/**
 * `performance.now()` without the time in which this process was stopped (Ctrl-Z, SIGSTOP); a computer that sleeps stops that clock by itself. The system
 * says of a stop only that it is over, so the longest time without a look before is taken for it: with what was done in one piece then, a step of training.
 * Until that is heard, at the next turn of the event loop, the stop counts.
 */
export function runningMs(): number {
  if (!isWatched) watch();
  return look() - stoppedMs;
}
