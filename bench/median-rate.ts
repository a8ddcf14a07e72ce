import { spreadOf } from './spread.ts';

const leastRounds = 4;
const leastMs = 3_000;

/** `count` things done in a second, by the median of at least four rounds and three seconds, after one round to warm up. */
export function medianRate(count: number, work: () => void): number {
  work();
  const beganMs = performance.now();
  const rates: number[] = [];
  while (rates.length < leastRounds || performance.now() - beganMs < leastMs) {
    const startedMs = performance.now();
    work();
    rates.push((count * 1000) / (performance.now() - startedMs));
  }
  return spreadOf(rates).median;
}
