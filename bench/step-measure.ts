/** One measurement of `bench -- step`, in a process of its own so that its peak memory is its own. */
import { forwardWork, stepWork } from './graph-work.ts';
import { loopFigures } from './loop-work.ts';
import type { LoopMeasurement } from './loop-work.ts';
import { medianRate } from './median-rate.ts';

export interface Measurement extends LoopMeasurement {
  readonly what: 'forward' | 'step' | 'loop';
}

export interface Measured {
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
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
