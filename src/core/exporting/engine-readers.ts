import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSession } from '../engine/session.ts';
import { StudioError } from '../errors.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { createPredictor } from '../nets/predictor.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import type { OpenModel } from './export-reader.ts';
import { readModelMetadata } from './model-metadata.ts';

// Both block the thread and need a process with the engine's environment, as everything that runs TensorFlow.

/** Opens the SavedModel in an export folder with TensorFlow's own loader, through tfjs-node's binding. */
async function openSavedModel(folder: string): Promise<OpenModel> {
  const session = openSession(await readFile(join(folder, 'saved_model.pb')));
  function run(pixels: Uint8Array, batch: number, outputs: readonly string[]): Float32Array[] {
    const size = Math.sqrt(pixels.length / (3 * batch));
    const image = { shape: [batch, size, size, 3], values: Float32Array.from(pixels) };
    return session.run({ image }, outputs) as Float32Array[];
  }
  return {
    // Its input refuses pictures of another size; how many classes it has its answers say.
    says: {},
    probabilities: async (pixels, batch) => run(pixels, batch, ['probabilities'])[0]!,
    async featured(pixels, batch) {
      const [probabilities, features] = run(pixels, batch, ['probabilities', 'features']);
      return { probabilities: probabilities!, features: features! };
    },
    close: session.close,
  };
}

/** Softmax of every row, divided by the temperature, in float64. */
function softmaxRows(logits: Float32Array, columns: number, temperature: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += columns) {
    const row = logits.subarray(start, start + columns);
    const highest = row.reduce((a, b) => Math.max(a, b));
    const exponentials = Array.from(row, (value) => Math.exp((value - highest) / temperature));
    const sum = exponentials.reduce((a, b) => a + b);
    for (const [i, value] of exponentials.entries()) out[start + i] = value / sum;
  }
  return out;
}

/**
 * Opens `model.safetensors` of an export folder with our own builder; network, classes and preprocessing are in the file.
 * @throws StudioError `bad-weights` when the file is damaged or does not say what it holds.
 */
async function openSafetensors(folder: string): Promise<OpenModel> {
  const file = join(folder, 'model.safetensors');
  const { metadata, tensors } = await readSafetensors(file);
  const says = readModelMetadata(metadata);
  if (!says) {
    throw new StudioError('bad-weights', `${file} does not say which network it holds`, { values: { kind: 'export-no-network', file }, hint: 'Export the run again.' });
  }
  const { spec, classes, preprocessing, temperature } = says;
  const predictor = createPredictor({ net: planNet(spec), classes, preprocessing, tensors });
  return {
    says: { classes, preprocessing, temperature },
    probabilities: async (pixels, batch) => softmaxRows(predictor.logits(pixels, batch), classes.length, temperature),
    async featured(pixels, batch) {
      const { logits, features } = predictor.logitsAndFeatures(pixels, batch);
      return { probabilities: softmaxRows(logits, classes.length, temperature), features };
    },
    close: predictor.close,
  };
}

/** Readers of the formats that TensorFlow answers for, by format. */
export const engineReaders = { savedmodel: openSavedModel, safetensors: openSafetensors } as const;
