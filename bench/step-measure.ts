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
  /** Of all threads; of a loop its steps, with all that a batch takes to be there. */
  readonly imagesPerProcessorSecond: number;
  readonly peakMemoryBytes: number;
}

type Rates = Omit<Measured, 'peakMemoryBytes'>;

function graphRates(measurement: Measurement): Rates {
  const { perSecond, perProcessorSecond } = medianRate(measurement.batchSize, (measurement.what === 'forward' ? forwardWork : stepWork)(measurement));
  return { imagesPerSecond: perSecond, imagesPerProcessorSecond: perProcessorSecond };
}

process.on('message', (measurement: Measurement) => {
  void (async () => {
    const rates = measurement.what === 'loop' ? await loopFigures(measurement) : graphRates(measurement);
    const { imagesPerSecond, imagesPerProcessorSecond } = rates;
    process.send!({ imagesPerSecond, imagesPerProcessorSecond, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured, () => process.disconnect());
  })();
});
