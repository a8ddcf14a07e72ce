import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExportRequest } from '../src/core/exporting/export-run.ts';
import { encodeOnnxModel } from '../src/core/exporting/onnx-model.ts';
import type { Model } from '../src/core/nets/model.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { smallPreprocessing } from './generated-model.ts';
import { generateWeights } from './rxg1.ts';
import { tinyNet } from './tiny-nets.ts';

const classes = ['daisy', 'naïve "rose"', '向日葵'];
const images = 5;

/** Pixels `[images, size, size, 3]`, different in every image. */
export const examplePixels = (count: number, size = smallPreprocessing.imageSize): Uint8Array =>
  Uint8Array.from({ length: count * size * size * 3 }, (_, i) => (i * 31 + Math.trunc(i / 977) * 53) % 256);

let prepared: ReturnType<typeof prepare> | undefined;
async function prepare() {
  const net = planNet(tinyNet());
  const tensors = generateWeights(tensorTable(net, classes.length));
  // No class is certain, so that a small change of a weight shows in the probabilities.
  const { shape, data } = tensors.get('fc.weight')!;
  tensors.set('fc.weight', { shape, data: data.map((value) => value / 8) });
  const model: Model = { net, classes, preprocessing: smallPreprocessing, tensors };
  return { model, probabilities: await softmaxOfLogits(encodeOnnxModel(model, 'logits'), examplePixels(images)) };
}

/** A made-up run: a tiny network of generated weights, five validation images, and what its own logits say about them. */
export async function exportRequest(out: string, temperature = 1): Promise<ExportRequest> {
  const { model, probabilities: sure } = await (prepared ??= prepare());
  const pixels = examplePixels(images);
  const perImage = pixels.length / images;
  const probabilities = temperature === 1 ? sure : cooled(sure, temperature);
  return {
    model: { ...model, temperature },
    format: 'onnx',
    out,
    manifest: {
      start: { from: 'weights', id: 'tiny.generated', sha256: 'a'.repeat(64) },
      backbone: { id: 'tiny.generated', licence: 'BSD-2-Clause', sha256: 'a'.repeat(64) },
      metrics: {
        accuracy: 0.8,
        accuracyInterval: [0.38, 0.96],
        correct: 4,
        images,
        macroF1: 0.75,
        logLoss: 0.5,
        perClass: classes.map((name) => ({ name, precision: 0.8, recall: 0.8, f1: 0.8, support: 2 })),
        split: 'val',
        bestEpoch: 3,
      },
      dataset: { name: 'flowers', version: 1, fingerprint: 'b'.repeat(64), images: 25 },
      freeze: { strategy: 'head', batchNorm: 'eval', phases: [{ name: 'head', cut: 'head', epochs: 30 }] },
      attestation: { tensors: 100, changed: 0 },
      versions: { graft: '0.1.0', tensorflow: '2.21.0', node: process.versions.node },
    },
    validation: {
      batches: [
        { pixels: pixels.subarray(0, 3 * perImage), count: 3 },
        { pixels: pixels.subarray(3 * perImage), count: 2 },
      ],
      probabilities,
    },
  };
}

/** Softmax of the logits divided by a temperature, from that of the logits themselves. */
function cooled(probabilities: Float32Array, temperature: number): Float32Array {
  const powers = probabilities.map((value) => value ** (1 / temperature));
  return powers.map((value, i) => {
    const start = i - (i % classes.length);
    return value / powers.subarray(start, start + classes.length).reduce((a, b) => a + b);
  });
}

async function softmaxOfLogits(onnx: Uint8Array, pixels: Uint8Array): Promise<Float32Array> {
  const size = smallPreprocessing.imageSize;
  const area = size * size;
  const image = Float32Array.from({ length: pixels.length }, (_, i) => {
    const [n, c, p] = [Math.trunc(i / (3 * area)), Math.trunc(i / area) % 3, i % area];
    return pixels[(n * area + p) * 3 + c]!;
  });
  const session = await InferenceSession.create(onnx);
  const { logits } = await session.run({ image: new Tensor('float32', image, [images, 3, size, size]) });
  await session.release();
  const values = [...(logits!.data as Float32Array)].map(Math.exp);
  return Float32Array.from(values, (value, i) => {
    const start = i - (i % classes.length);
    return value / values.slice(start, start + classes.length).reduce((a, b) => a + b);
  });
}
