/** One measurement of `bench -- step`, in a process of its own so that its peak memory is its own. */
import { forwardWork, stepWork } from './graph-work.ts';
import { loopFigures } from './loop-work.ts';
import type { LoopMeasurement } from './loop-work.ts';

export interface Measurement extends LoopMeasurement {
  readonly what: 'forward' | 'step' | 'loop';
}

export interface Measured {
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
}

const rounds = 4;

/** The median round, after one to warm up. */
function medianRate(images: number, work: () => void): number {
  work();
  const rates = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return (images * 1000) / (performance.now() - started);
  }).sort((a, b) => a - b);
  return rates[Math.floor(rounds / 2)]!;
}

process.on('message', (measurement: Measurement) => {
  void (async () => {
    const { what } = measurement;
    const imagesPerSecond =
      what === 'loop' ? (await loopFigures(measurement)).imagesPerSecond : medianRate(measurement.batchSize, (what === 'forward' ? forwardWork : stepWork)(measurement));
    process.send!({ imagesPerSecond, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured, () =>
      process.disconnect(),
    );
  })();
});
