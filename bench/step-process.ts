import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../src/core/engine-host/environment.ts';
import { engineFlags } from '../src/core/engine-host/process-host.ts';
import type { TrainingImage } from '../src/shared/trainer-protocol.ts';
import type { Measured, Measurement } from './step-measure.ts';

const sample = fileURLToPath(new URL('../datasets/sample', import.meta.url));
export const imageSize = 224;
export const batchSize = 16;
/** A whole number of batches, so that both sides run the same steps. */
const trainImages = 6 * batchSize;

/** Pictures of the sample as a training takes them: whole batches, and six for validation. */
export function sampleImages(): TrainingImage[] {
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

/** One figure, in a process of its own so that its peak memory is its own. */
export function measureStep(measurement: Measurement, script = fileURLToPath(new URL('step-measure.ts', import.meta.url))): Promise<Measured> {
  const child = fork(script, {
    env: engineEnvironment(measurement.threads),
    execArgv: [...engineFlags],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  child.send(measurement);
  return new Promise((resolve, reject) => {
    child.on('message', (measured: Measured) => resolve(measured));
    child.on('exit', (code, signal) => reject(new Error(`The measurement ended early (${signal ?? code})`)));
  });
}
