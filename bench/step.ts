import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../src/core/engine/environment.ts';
import { precisions } from '../src/shared/run-spec.ts';
import type { Precision } from '../src/shared/run-spec.ts';
import type { TrainingImage } from '../src/shared/trainer-protocol.ts';
import type { Measured, Measurement } from './step-measure.ts';

const models = ['resnet18', 'resnet50', 'resnext50_32x4d'];
const cuts = { none: 'stem', 'until:stage4': 'stage4' } as const;
const sample = fileURLToPath(new URL('../datasets/sample', import.meta.url));
const imageSize = 224;
const batchSize = 16;
/** A whole number of batches, so that both sides run the same steps. */
const trainImages = 6 * batchSize;

function sampleImages(): TrainingImage[] {
  const folders = readdirSync(sample, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const images = folders.flatMap(({ name }, label) =>
    readdirSync(join(sample, name))
      .sort()
      .map((leaf) => ({ label, file: join(sample, name, leaf), leaf })),
  );
  images.sort((a, b) => a.leaf.slice(-6).localeCompare(b.leaf.slice(-6)) || a.label - b.label);
  return images.slice(0, trainImages + 6).map(({ label, file }, id) => ({
    id,
    file,
    label,
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    split: id < trainImages ? 'train' : 'val',
  }));
}

function measure(measurement: Measurement): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('step-measure.ts', import.meta.url)), {
    env: engineEnvironment(measurement.threads),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  child.send(measurement);
  return new Promise((resolve, reject) => {
    child.on('message', (measured: Measured) => resolve(measured));
    child.on('exit', (code, signal) => reject(new Error(`The measurement ended early (${signal ?? code})`)));
  });
}

const number = (value: number) => value.toFixed(1).padStart(8);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`.padStart(9);

/**
 * `npm run bench -- step [float32|bfloat16|float16] [model …]`: images per second of the forward pass and of the training step,
 * the bare graph beside the whole loop on files, and peak memory of each; one process a figure, 224 px, batch 16.
 */
export async function benchStep(rest: string[]): Promise<void> {
  const precision = (rest.find((word) => (precisions as readonly string[]).includes(word)) ?? 'float32') as Precision;
  const chosen = models.filter((model) => !rest.some((word) => models.includes(word)) || rest.includes(model));
  const threads = availableParallelism();
  const workFolder = mkdtempSync(join(tmpdir(), 'graft-bench-step-'));
  const common = { precision, imageSize, batchSize, threads, workFolder, images: sampleImages() };
  console.log(`${cpus()[0]?.model}, ${threads} threads, ${precision}, ${imageSize} px, batch ${batchSize}; images/s`);
  console.log(`${'model'.padEnd(16)} ${'what'.padEnd(13)}    graph     loop  loop/graph   peak of loop`);
  try {
    for (const model of chosen) {
      const forward = await measure({ ...common, model, what: 'forward', cut: 'stem' });
      console.log(
        `${model.padEnd(16)} ${'forward'.padEnd(13)} ${number(forward.imagesPerSecond)} ${''.padStart(8)} ${''.padStart(11)} ${megabytes(forward.peakMemoryBytes)} (of the pass)`,
      );
      for (const [freeze, cut] of Object.entries(cuts)) {
        const step = await measure({ ...common, model, what: 'step', cut });
        const loop = await measure({ ...common, model, what: 'loop', cut });
        const share = loop.imagesPerSecond / step.imagesPerSecond;
        console.log(
          `${model.padEnd(16)} ${freeze.padEnd(13)} ${number(step.imagesPerSecond)} ${number(loop.imagesPerSecond)} ${`${(share * 100).toFixed(0)} %`.padStart(11)} ${megabytes(loop.peakMemoryBytes)}`,
        );
      }
    }
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
