/** One measurement of `bench -- step`, in a process of its own so that its peak memory is its own. */
import { setTimeout } from 'node:timers/promises';
import { collector } from '../src/core/collector.ts';
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

const givenBackMs = 200;

type Rates = Omit<Measured, 'peakMemoryBytes'>;

async function graphRates(measurement: Measurement): Promise<Rates> {
  const work = (measurement.what === 'forward' ? forwardWork : stepWork)(measurement);
  // As the trainer before its first step: what JavaScript held of the weights is no part of one. V8 gives large arrays back in a thread of its own.
  collector()();
  await setTimeout(givenBackMs);
  const { perSecond, perProcessorSecond } = medianRate(measurement.batchSize, work);
  return { imagesPerSecond: perSecond, imagesPerProcessorSecond: perProcessorSecond };
}

process.on('message', (measurement: Measurement) => {
  void (async () => {
    const rates = measurement.what === 'loop' ? await loopFigures(measurement) : await graphRates(measurement);
    const { imagesPerSecond, imagesPerProcessorSecond } = rates;
    process.send!({ imagesPerSecond, imagesPerProcessorSecond, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured, () => process.disconnect());
  })();
});
