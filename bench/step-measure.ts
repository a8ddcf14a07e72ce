/** One measurement of `bench -- step`, in a process of its own so that its peak memory is its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../src/core/files/hash-file.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { createPredictor } from '../src/core/nets/predictor.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { openPrefix } from '../src/core/training/prefix.ts';
import { buildTargets } from '../src/core/training/targets.ts';
import { runTrainJob } from '../src/core/jobs/train-job.ts';
import { initialState, openTrainingSession } from '../src/core/training/training-session.ts';
import { writeSafetensors } from '../src/core/weights/safetensors.ts';
import type { Precision } from '../src/shared/run-settings.ts';
import type { FromEngine, TrainingImage } from '../src/shared/trainer-protocol.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

export interface Measurement {
  readonly model: string;
  readonly what: 'forward' | 'step' | 'loop';
  readonly cut: string;
  readonly precision: Precision;
  readonly imageSize: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly workFolder: string;
  readonly images: readonly TrainingImage[];
}

export interface Measured {
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
}

const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
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

function forwardRate({ model, precision, imageSize, batchSize }: Measurement): number {
  const net = planNet(namedNets.get(model)!.spec);
  const tensors = drawnWeights(net, classes.length);
  const preprocessing = preprocessingOf(imageSize);
  const pixels = new Uint8Array(batchSize * imageSize ** 2 * 3).fill(100);
  if (precision !== 'float32') {
    const prefix = openPrefix({ net, tensors, cut: 'head', preprocessing, compute: precision });
    return medianRate(batchSize, () => prefix.run(pixels, batchSize));
  }
  const predictor = createPredictor({ net, classes, preprocessing, tensors });
  return medianRate(batchSize, () => predictor.logits(pixels, batchSize));
}

function stepRate({ model, cut, precision, imageSize, batchSize }: Measurement): number {
  const net = planNet(namedNets.get(model)!.spec);
  const tensors = drawnWeights(net, classes.length);
  const preprocessing = preprocessingOf(imageSize);
  const prefix = openPrefix({ net, tensors, cut, preprocessing, compute: precision });
  const input = prefix.feed(new Uint8Array(batchSize * prefix.recordBytes).fill(60), batchSize);
  const session = openTrainingSession({
    plan: net,
    cut,
    classes: classes.length,
    batchNorm: 'eval',
    compute: precision,
    optimizer: 'adamw',
    weightDecay: 0.01,
    preprocessing,
  });
  session.restore(initialState(session.rows, tensors));
  const labels = Array.from({ length: batchSize }, (_, i) => i % classes.length);
  const targets = buildTargets(labels, classes.length, 0.1, new Float64Array(classes.length).fill(1));
  let step = 0;
  return medianRate(batchSize, () => session.step(input, targets.values, targets.weight, 1e-5, ++step));
}

/** The whole loop on real files: the second epoch, when features are on disk and the graph is compiled. */
async function loopRate({
  model,
  cut,
  precision,
  imageSize,
  batchSize,
  threads,
  workFolder,
  images,
}: Measurement): Promise<number> {
  const net = planNet(namedNets.get(model)!.spec);
  const file = join(workFolder, `${model}.safetensors`);
  const runFolder = join(workFolder, `run-${model}-${cut}-${precision}`);
  mkdirSync(runFolder, { recursive: true });
  await writeSafetensors(file, drawnWeights(net, classes.length), {});
  let rate = 0;
  const emit = (event: FromEngine) => {
    if (event.type === 'epoch') rate = event.report.imagesPerSecond;
  };
  const phase = {
    name: 'train' as const,
    cut,
    epochs: 3,
    patience: 0,
    learningRate: 1e-5,
    batchSize,
    augment: 'none' as const,
    labelSmoothing: 0.1, solver: 'iterative' as const, l2: null,
  };
  await runTrainJob(
    {
      kind: 'train',
      plan: {
        net: net.spec,
        architecture: model,
        start: { from: 'weights', id: model, sha256: null },
        freeze: cut === 'stem' ? 'none' : `until:${cut}`,
        phases: [phase],
        optimizer: 'adamw',
        weightDecay: 0.01,
        schedule: 'cosine',
        dropAt: '0.5,0.75',
        warmup: 0,
        mixup: 0,
        ema: 0,
        averageEpochs: 'none',
        sampling: 'shuffled',
        layerDecay: 1,
        l2sp: 0,
        gradients: 0,
        classWeights: 'none',
        batchNorm: 'eval',
        precision,
        preprocessing: preprocessingOf(imageSize),
        seed: 0,
        threads,
        cacheSizeBytes: 20e9,
        views: 1,
      },
      backbone: { id: model, file, sha256: await sha256OfFile(file), licence: 'none' },
      classes,
      images: [...images],
      runFolder,
      run: 'bench',
      cacheFolder: join(workFolder, 'cache'),
      resume: false,
      decodeThreads: Math.max(1, threads >> 1),
    },
    emit,
    () => false,
  );
  return rate;
}

process.on('message', (measurement: Measurement) => {
  void (async () => {
    const { what } = measurement;
    const imagesPerSecond =
      what === 'forward' ? forwardRate(measurement) : what === 'step' ? stepRate(measurement) : await loopRate(measurement);
    process.send!({ imagesPerSecond, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured, () =>
      process.disconnect(),
    );
  })();
});
