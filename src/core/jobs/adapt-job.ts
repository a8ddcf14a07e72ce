import { StudioError } from '../errors.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { createImagePool } from '../images/image-pool.ts';
import type { ImagePool } from '../images/image-pool.ts';
import type { Model } from '../nets/model.ts';
import { createPredictor } from '../nets/predictor.ts';
import { adaptedTensors, isStatistic } from '../training/adapt-norms.ts';
import { compareTensors, hashTensors } from '../training/attestation.ts';
import { loadModel, saveModel } from '../training/model-folder.ts';
import { fewestToAdapt } from '../../shared/forecast.ts';
import type { AdaptJob, AdaptResult } from '../../shared/adapt-job.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';

const batchSize = 16;

/** Pictures with their pixels, and what became of the others. */
async function readAll<T extends { file: string; sha256?: string }>(pool: ImagePool, images: readonly T[], { preprocessing }: Model, onDone: (done: number) => void) {
  const [read, skipped]: [{ image: T; pixels: Uint8Array }[], { file: string; reason: string }[]] = [[], []];
  for (let from = 0; from < images.length; from += batchSize) {
    const batch = images.slice(from, from + batchSize);
    const results = await Promise.all(batch.map(({ file, sha256 }) => pool.read({ file, ...(sha256 !== undefined && { sha256 }), view: null, preprocessing })));
    for (const [at, result] of results.entries()) {
      if (result.ok) read.push({ image: batch[at]!, pixels: result.pixels });
      else skipped.push({ file: batch[at]!.file, reason: result.reason });
    }
    onDone(from + batch.length);
  }
  return { read, skipped };
}

const joined = (pixels: readonly Uint8Array[]): { pixels: Uint8Array; batch: number } => {
  const all = new Uint8Array(pixels.length * (pixels[0]?.length ?? 0));
  for (const [at, one] of pixels.entries()) all.set(one, at * one.length);
  return { pixels: all, batch: pixels.length };
};

/** As even batches of at least `fewestToAdapt` as there are. */
function evenBatches(pixels: readonly Uint8Array[]) {
  const count = Math.floor(pixels.length / fewestToAdapt);
  return Array.from({ length: count }, (_, at) => joined(pixels.slice(Math.round((at * pixels.length) / count), Math.round(((at + 1) * pixels.length) / count))));
}

/** Makes a model with the statistics of other pictures, writes it, and asks what lies on the disk then. */
export async function runAdaptJob(job: AdaptJob, emit: (event: FromEngine) => void): Promise<AdaptResult> {
  const model = await loadModel(job.modelFolder);
  const pool = createImagePool({ threads: job.decodeThreads });
  const total = job.files.length + job.judged.length;
  const told = (before: number) => (done: number) => emit({ type: 'progress', activity: 'evaluating', done: before + done, total });
  try {
    const { read, skipped } = await readAll(pool, job.files.map((file) => ({ file })), model, told(0));
    if (read.length < fewestToAdapt) throw tooFew(read.length);
    await saveModel(job.out, { ...model, tensors: adaptedTensors(model, evenBatches(read.map(({ pixels }) => pixels))) }, 'adapted');
    const written = await loadModel(job.out);
    const before = hashTensors(model.tensors);
    const other = [...hashTensors(written.tensors)].flatMap(([name, sha256]) => (before.get(name) === sha256 ? [] : [name]));
    const learned = other.filter((name) => !isStatistic(name));
    if (learned.length > 0) throw new StudioError('internal', `Adapting changed ${learned.join(', ')}, which are no statistics`, { hint: 'Please report this.' });
    const { groups } = compareTensors(model.net, model.classes.length, [{ cut: 'stem' }], before, written.tensors);
    const frozen = { tensors: [...before.keys()].filter((name) => !isStatistic(name)).length, changed: 0 };
    const predictor = createPredictor(written);
    const width = model.classes.length;
    const answer = (pixels: readonly Uint8Array[]): Float32Array => {
      const values = new Float32Array(pixels.length * width);
      for (let from = 0; from < pixels.length; from += batchSize) {
        const { pixels: some, batch } = joined(pixels.slice(from, from + batchSize));
        values.set(softmaxRows(predictor.logits(some, batch), width, written.temperature), from * width);
      }
      return values;
    };
    try {
      const probabilities = answer(read.map(({ pixels }) => pixels));
      const predictions: AdaptResult['predictions'] = [];
      for (let from = 0; from < job.judged.length; from += 8 * batchSize) {
        const own = await readAll(pool, job.judged.slice(from, from + 8 * batchSize), model, told(job.files.length + from));
        const values = answer(own.read.map(({ pixels }) => pixels));
        predictions.push(...own.read.map(({ image }, row) => ({ imageId: image.id, probabilities: values.slice(row * width, (row + 1) * width) })));
      }
      return { kind: 'adapt', images: read.length, statistics: other.length, attestation: { frozen, groups }, probabilities, predictions, skipped };
    } finally {
      predictor.close();
    }
  } finally {
    await pool.close();
  }
}

const tooFew = (images: number): StudioError =>
  new StudioError('bad-usage', `${images} of these pictures can be read; a camera is known from ${fewestToAdapt}`, {
    values: { kind: 'too-few-to-adapt', images, fewest: fewestToAdapt },
    field: 'folder',
    hint: `Put ${fewestToAdapt - images} more there; they need no labels.`,
  });
