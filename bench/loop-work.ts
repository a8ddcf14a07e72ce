import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../src/core/files/hash-file.ts';
import { runTrainJob } from '../src/core/jobs/train-job.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { writeSafetensors } from '../src/core/weights/safetensors.ts';
import type { FromEngine, TrainingImage } from '../src/shared/trainer-protocol.ts';
import { smallPhase, smallPlan } from '../test/small-run.ts';
import { classes } from './graph-work.ts';
import type { GraphMeasurement } from './graph-work.ts';
import { spreadOf } from './spread.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

export interface LoopMeasurement extends GraphMeasurement {
  readonly threads: number;
  readonly workFolder: string;
  readonly images: readonly TrainingImage[];
}

export interface LoopFigures {
  /** By the median of the steps after the first epoch, as a bare step is measured: each with all that its batch takes to be there. */
  readonly imagesPerSecond: number;
  /** The same of the processor, all threads together. */
  readonly imagesPerProcessorSecond: number;
  /** From the end of the first epoch to the end of the last: steps, validation and checkpoints, for each picture trained. */
  readonly processorSecondsPerImage: number;
}

interface Moment {
  readonly seconds: number;
  readonly processorSeconds: number;
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, processorSeconds: (user + system) / 1e6 };
}

const between = (from: Moment, to: Moment): Moment => ({ seconds: to.seconds - from.seconds, processorSeconds: to.processorSeconds - from.processorSeconds });

/** The whole loop on real files: epochs after the first, when features are on disk and the graph is compiled. */
export async function loopFigures({
  model,
  cut,
  precision,
  imageSize,
  batchSize,
  threads,
  workFolder,
  images,
}: LoopMeasurement): Promise<LoopFigures> {
  const net = planNet(namedNets.get(model)!.spec);
  const file = join(workFolder, `${model}.safetensors`);
  const runFolder = join(workFolder, `run-${model}-${cut}-${precision}`);
  mkdirSync(runFolder, { recursive: true });
  await writeSafetensors(file, drawnWeights(net, classes.length), {});
  const ends: Moment[] = [];
  const moments: Moment[][] = [];
  const emit = (event: FromEngine) => {
    if (event.type !== 'epoch') return;
    ends.push(now());
    moments.push([]);
  };
  // Asked before an epoch and after each of its steps.
  const stopped = () => {
    moments.at(-1)?.push(now());
    return false;
  };
  const phase = smallPhase({ cut, epochs: 3, learningRate: 1e-5, batchSize, labelSmoothing: 0.1 });
  await runTrainJob(
    {
      kind: 'train',
      plan: smallPlan([phase], {
        net: net.spec,
        architecture: model,
        start: { from: 'weights', id: model, sha256: null },
        warmup: 0,
        precision,
        preprocessing: preprocessingOf(imageSize),
        threads,
        cacheSizeBytes: 20e9,
        views: 1,
      }),
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
    stopped,
  );
  const ofEpoch = images.filter(({ split }) => split === 'train').length;
  const steps = moments.slice(0, -1).flatMap((epoch) => epoch.slice(1).map((end, i) => between(epoch[i]!, end)));
  const whole = between(ends[0]!, ends.at(-1)!);
  const rate = (told: keyof Moment) => batchSize / spreadOf(steps.map((step) => step[told])).median;
  return {
    imagesPerSecond: rate('seconds'),
    imagesPerProcessorSecond: rate('processorSeconds'),
    processorSecondsPerImage: whole.processorSeconds / (ofEpoch * (ends.length - 1)),
  };
}
