/** How long the longest pause of this thread was, in ms, while `work` went on; it is looked at every 5 ms. */
export async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
  let lastMs = performance.now();
  let longestMs = 0;
  const watching = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
  }, 5);
  await work().finally(() => clearInterval(watching));
  return longestMs;
}
