/**
 * P(X <= `hits`) where `drawn` of `all` are drawn without putting back and `good` of them are good: Fisher's exact test, one-sided, of whether
 * a part has as few good ones by chance (R. A. Fisher, 1935). Summed from logarithms. All whole numbers, hits <= drawn <= all, good <= all.
 */
export function fewHits(hits: number, drawn: number, good: number, all: number): number {
  const least = Math.max(0, drawn - (all - good));
  let log = logChoose(good, least) + logChoose(all - good, drawn - least) - logChoose(all, drawn);
  let sum = 0;
  for (let k = least; k <= Math.min(hits, good); k += 1) {
    sum += Math.exp(log);
    log += Math.log(((good - k) * (drawn - k)) / ((k + 1) * (all - good - drawn + k + 1)));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= k; i += 1) log += Math.log((n - k + i) / i);
  return log;
}
