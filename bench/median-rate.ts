import { spreadOf } from './spread.ts';

const leastRounds = 4;
const leastMs = 3_000;

/** Of things done over and over: how many a second by the clock, and how many a second of the processor. */
export interface MedianRate {
  readonly perSecond: number;
  readonly perProcessorSecond: number;
}

/** `count` things done at a time, by the median of at least four rounds and three seconds, after one round to warm up. */
export function medianRate(count: number, work: () => void): MedianRate {
  work();
  const beganMs = performance.now();
  const seconds: number[] = [];
  const processorSeconds: number[] = [];
  while (seconds.length < leastRounds || performance.now() - beganMs < leastMs) {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    seconds.push((performance.now() - startedMs) / 1000);
    processorSeconds.push((user + system) / 1e6);
  }
  return { perSecond: count / spreadOf(seconds).median, perProcessorSecond: count / spreadOf(processorSeconds).median };
}
