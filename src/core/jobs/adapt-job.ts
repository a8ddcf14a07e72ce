import { StudioError } from '../errors.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { joinPixels } from '../images/join-pixels.ts';
import { readBatches } from '../images/read-batches.ts';
import { createPredictor } from '../nets/predictor.ts';
import { adaptedTensors, isStatistic } from '../training/adapt-norms.ts';
import { compareTensors, isSameTensor } from '../training/attestation.ts';
import { loadModel, saveModel } from '../training/model-folder.ts';
import { tooFewToAdapt } from '../training/too-few-to-adapt.ts';
import { fewestToAdapt } from '../../shared/forecast.ts';
import type { AdaptJob, AdaptResult } from '../../shared/adapt-job.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { openPool } from './open-pool.ts';

const batchSize = 16;

const joined = (pixels: readonly Uint8Array[]): { pixels: Uint8Array; batch: number } => ({ pixels: joinPixels(pixels), batch: pixels.length });

/** As even batches of at least `fewestToAdapt` as there are. */
function evenBatches(pixels: readonly Uint8Array[]) {
  const count = Math.floor(pixels.length / fewestToAdapt);
  return Array.from({ length: count }, (_, at) => joined(pixels.slice(Math.round((at * pixels.length) / count), Math.round(((at + 1) * pixels.length) / count))));
}

/** Makes a model with the statistics of other pictures, writes it, and asks what lies on the disk then. */
export async function runAdaptJob(job: AdaptJob, emit: (event: FromEngine) => void): Promise<AdaptResult> {
  const model = await loadModel(job.modelFolder);
  const pool = openPool(job.decodeThreads);
  const total = job.files.length + job.judged.length;
  const tell = (done: number) => emit({ type: 'progress', activity: 'evaluating', done, total });
  try {
    const camera: Uint8Array[] = [];
    const skipped: AdaptResult['skipped'] = [];
    for await (const { images, read, done } of readBatches(pool, job.files.map((file) => ({ file })), batchSize, model.preprocessing)) {
      for (const [at, result] of read.entries()) {
        if (result.ok) camera.push(result.pixels);
        else skipped.push({ file: images[at]!.file, reason: result.reason });
      }
      tell(done);
    }
    if (camera.length < fewestToAdapt) throw tooFewToAdapt(camera.length);
    await saveModel(job.out, { ...model, tensors: adaptedTensors(model, evenBatches(camera)) }, 'adapted');
    const written = await loadModel(job.out);
    const before = model.tensors;
    const other = [...written.tensors].flatMap(([name, tensor]) => (before.has(name) && isSameTensor(before.get(name)!, tensor) ? [] : [name]));
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
      const probabilities = answer(camera);
      const predictions: AdaptResult['predictions'] = [];
      for await (const { images, read, done } of readBatches(pool, job.judged, batchSize, model.preprocessing)) {
        const own = read.flatMap((result, at) => (result.ok ? [{ imageId: images[at]!.id, pixels: result.pixels }] : []));
        const values = answer(own.map(({ pixels }) => pixels));
        predictions.push(...own.map(({ imageId }, row) => ({ imageId, probabilities: values.slice(row * width, (row + 1) * width) })));
        tell(job.files.length + done);
      }
      return { kind: 'adapt', images: camera.length, statistics: other.length, attestation: { frozen, groups }, probabilities, predictions, skipped };
    } finally {
      predictor.close();
    }
  } finally {
    await pool.close();
  }
}
