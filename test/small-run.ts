import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { startEngine } from '../src/core/runs/executors/engine-process.ts';
import { catalogueNet } from '../src/core/nets/named.ts';
import type { EngineProcess } from '../src/core/runs/executors/engine-process.ts';
import type { Phase, RunPlan } from '../src/shared/run-spec.ts';
import type {
  EpochReport,
  FromEngine,
  TrainingImage,
  TrainJob,
  TrainResult,
} from '../src/shared/trainer-protocol.ts';
import type { TrainingNotice } from '../src/shared/training-notice.ts';

export const embeddedFile = path.join(
  import.meta.dirname,
  '..',
  'models',
  'resnet18.graft_starter.safetensors',
);
export const embeddedSha256 = createHash('sha256').update(readFileSync(embeddedFile)).digest('hex');

/** A noisy PNG of 40 x 32 pixels, tinted by its class: easy, but not for an untrained head. */
async function tintedPicture(label: number, name: string): Promise<Buffer> {
  const noise = createHash('sha512').update(name).digest();
  const tint = [
    [200, 60, 60],
    [60, 190, 60],
    [70, 70, 210],
    [190, 190, 60],
  ][label % 4]!;
  const data = Uint8Array.from(
    { length: 40 * 32 * 3 },
    (_, i) => (tint[i % 3]! * 2 + noise[(i * 5 + (i >> 6)) % 64]! * 3) / 5,
  );
  return sharp(data, { raw: { width: 40, height: 32, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes `counts[label]` pictures to `root/<class>/` and lists them; every fourth of a class is for validation. */
export async function tintedFolder(root: string, counts: readonly number[]): Promise<TrainingImage[]> {
  const images: TrainingImage[] = [];
  for (const [label, count] of counts.entries()) {
    mkdirSync(path.join(root, `class-${label}`), { recursive: true });
    for (let i = 0; i < count; i++) {
      const file = path.join(root, `class-${label}`, `${i}.png`);
      const bytes = await tintedPicture(label, `${label}/${i}`);
      writeFileSync(file, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      images.push({ id: images.length + 1, file, sha256, label, split: i % 4 === 3 ? 'val' : 'train' });
    }
  }
  return images;
}

export const smallPhase = (changes: Partial<Phase> = {}): Phase => ({
  name: 'train',
  cut: 'stage4',
  epochs: 2,
  patience: 0,
  learningRate: 1e-4,
  batchSize: 16,
  augment: 'none',
  labelSmoothing: 0,
  solver: 'iterative',
  l2: null,
  ...changes,
});

/** The embedded ResNet-18 at 32 px on one thread; `phases` and the rest as a test needs them. */
export function smallPlan(phases: Phase[], changes: Partial<RunPlan> = {}): RunPlan {
  const first = phases[0]!;
  const last = phases.at(-1)!;
  const until = last.cut === 'head' ? 'head' : last.cut === 'stem' ? 'none' : `until:${last.cut}`;
  return {
    net: catalogueNet('resnet18'),
    architecture: 'resnet18',
    start: { from: 'weights', id: 'resnet18.graft_starter', sha256: embeddedSha256 },
    freeze: first === last ? until : `head-then:${last.cut}`,
    phases,
    optimizer: 'adamw',
    weightDecay: 0.01,
    schedule: 'cosine',
    dropAt: '0.5,0.75',
    warmup: 0.05,
    mixup: 0,
    ema: 0,
    averageEpochs: 'none',
    sampling: 'shuffled',
    layerDecay: 1,
    l2sp: 0,
    gradients: 0,
    classWeights: 'none',
    batchNorm: 'eval',
    precision: 'float32',
    preprocessing: {
      imageSize: 32,
      cropPct: 1,
      interpolation: 'bilinear',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      channels: 'RGB',
    },
    seed: 0,
    threads: 1,
    cacheSizeBytes: 1e8,
    views: 4,
    ...changes,
  };
}

/** A job whose run and cache lie below `root`. */
export function smallJob(
  root: string,
  plan: RunPlan,
  images: TrainingImage[],
  changes: Partial<TrainJob> = {},
): TrainJob {
  return {
    kind: 'train',
    plan,
    backbone: { id: 'resnet18.graft_starter', file: embeddedFile, sha256: embeddedSha256, licence: 'none' },
    classes: Array.from(
      { length: Math.max(...images.map(({ label }) => label)) + 1 },
      (_, i) => `class-${i}`,
    ),
    images,
    runFolder: path.join(root, 'run'),
    run: '1@0',
    cacheFolder: path.join(root, 'cache'),
    resume: false,
    decodeThreads: 1,
    ...changes,
  };
}

export interface Trained {
  readonly result: TrainResult;
  readonly epochs: EpochReport[];
  readonly notices: TrainingNotice[];
}

/** Runs a job in an engine process of its own. `onEvent` may stop or kill it. */
export async function trainSmall(
  job: TrainJob,
  onEvent: (event: FromEngine, engine: EngineProcess) => void = () => undefined,
): Promise<Trained> {
  const epochs: EpochReport[] = [];
  const notices: TrainingNotice[] = [];
  const engine = startEngine(job, job.plan.threads, (event) => {
    if (event.type === 'epoch') epochs.push(event.report);
    if (event.type === 'notice') notices.push(event.notice);
    onEvent(event, engine);
  });
  return { result: (await engine.finished) as TrainResult, epochs, notices };
}

/** sha256 of a finished run's weights file. */
export const modelDigest = (job: TrainJob): string =>
  createHash('sha256')
    .update(readFileSync(path.join(job.runFolder, 'model.safetensors')))
    .digest('hex');
