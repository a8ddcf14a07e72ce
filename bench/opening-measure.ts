/** Processor milliseconds of what a run opens, in a process with the engine's environment: each is opened twice, and the second time counts, when code and kernels are compiled. */
import type { FrozenWeights } from '../src/core/nets/open-frozen.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { createPredictor } from '../src/core/nets/predictor.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { openPrefix } from '../src/core/training/prefix.ts';
import { initialState, openTrainingSession } from '../src/core/training/training-session.ts';
import { classes } from './graph-work.ts';
import { spreadOf } from './spread.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

export interface OpeningMeasurement {
  readonly model: string;
  readonly imageSize: number;
}

export interface Opening {
  readonly what: string;
  /** Until its weights are in it. */
  readonly openedMs: number;
  /** What the first batch takes more than later ones. */
  readonly firstMs: number;
}

interface Opened {
  readonly run: () => unknown;
  readonly close: () => void;
}

const batchSize = 16;
const laterBatches = 3;

function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function openingOf(what: string, open: () => Opened): Opening {
  const once = (): Opening => {
    let opened!: Opened;
    const openedMs = processorMs(() => (opened = open()));
    const first = processorMs(opened.run);
    const later = Array.from({ length: laterBatches }, () => processorMs(opened.run));
    opened.close();
    return { what, openedMs, firstMs: first - spreadOf(later).median };
  };
  once();
  return once();
}

process.once('message', ({ model, imageSize }: OpeningMeasurement) => {
  const net = planNet(namedNets.get(model)!.spec);
  const tensors = drawnWeights(net, classes.length);
  const preprocessing = preprocessingOf(imageSize);
  const pixels = new Uint8Array(batchSize * imageSize ** 2 * 3).fill(100);
  const prefix = (cut: string) => (): Opened => {
    const opened = openPrefix({ net, tensors, cut, preprocessing, compute: 'float32' });
    opened.open();
    return { run: () => opened.run(pixels, batchSize), close: opened.close };
  };
  const predictor = (weights: FrozenWeights) => (): Opened => {
    const opened = createPredictor({ net, classes, preprocessing, tensors }, weights);
    return { run: () => opened.logits(pixels, batchSize), close: opened.close };
  };
  const evaluation = (): Opened => {
    const session = openTrainingSession({ plan: net, cut: 'stage4', classes: classes.length, batchNorm: 'eval', compute: 'float32', optimizer: 'adamw', weightDecay: 0.01, preprocessing });
    session.restore(initialState(session.rows, tensors));
    const { recordBytes, feed } = openPrefix({ net, tensors, cut: 'stage4', preprocessing, compute: 'float32' });
    const input = feed(new Uint8Array(batchSize * recordBytes), batchSize);
    return { run: () => session.evaluate(input), close: session.close };
  };
  const told = [
    openingOf('frozen part, to the head', prefix('head')),
    openingOf('frozen part, to stage 4', prefix('stage4')),
    openingOf('what predicts files', predictor('fed')),
    openingOf('what answers and stays', predictor('constant')),
    openingOf('what trains from stage 4', evaluation),
  ];
  process.send!(told, () => process.disconnect());
});
