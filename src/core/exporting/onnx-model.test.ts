import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { classNames, generatedModel, smallPreprocessing } from '../../../test/generated-model.ts';
import { generateInput } from '../../../test/rxg1.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { encodeOnnxModel } from './onnx-model.ts';
import { onnxModelMessage } from './onnx-messages.ts';

/** The goldens' input is already normalised: this makes the normalisation inside the export the identity. */
const identity: Preprocessing = { ...smallPreprocessing, imageSize: 224, mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] };

async function run(bytes: Uint8Array, image: Float32Array, size: number, output: string): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes);
  const batch = image.length / (3 * size * size);
  const results = await session.run({ image: new OrtTensor('float32', image, [batch, 3, size, size]) });
  await session.release();
  return results[output]!.data as Float32Array;
}

function goldenLogits(name: string): { values: Float32Array; rms: number } {
  const { logits } = JSON.parse(readFileSync(new URL(`../../../test/golden/${name}.json`, import.meta.url), 'utf8'));
  return { values: new Float32Array(Uint8Array.from(Buffer.from(logits.f32_le_base64, 'base64')).buffer), rms: logits.rms };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

test.each([
  ['resnet18', 1e-5],
  ['resnet50', 1e-5],
  ['resnext50_32x4d', 1e-5],
  ['wide_resnet50_2', 1e-5],
  ['resnetv2_18', 1e-5],
  ['resnetv2_50', 1e-5],
  ['resnetv2_50x1_bit', 1e-3],
])('%s as ONNX gives the golden logits within %s of their rms', { timeout: 120_000 }, async (name, bound) => {
  const bytes = encodeOnnxModel(generatedModel(name, classNames(1000), identity), 'logits');
  const golden = goldenLogits(name);
  const difference = largestDifference(await run(bytes, generateInput(224), 224, 'logits'), golden.values);
  expect(difference / golden.rms).toBeLessThanOrEqual(bound);
});

test('normalisation and softmax are inside: RGB 0..255 in, probabilities out, for any batch', async () => {
  const size = smallPreprocessing.imageSize;
  const pixels = Float32Array.from({ length: 3 * 3 * size * size }, (_, i) => (i * 7919) % 256);
  const probabilities = await run(encodeOnnxModel(generatedModel('resnet18', classNames(5))), pixels, size, 'probabilities');

  const { mean, std } = smallPreprocessing;
  const channel = (i: number) => Math.trunc(i / (size * size)) % 3;
  const normalised = pixels.map((x, i) => (x / 255 - mean[channel(i)]!) / std[channel(i)]!);
  const plain = generatedModel('resnet18', classNames(5), { ...identity, imageSize: size });
  const logits = await run(encodeOnnxModel(plain, 'logits'), normalised, size, 'logits');
  const expected = [0, 1, 2].flatMap((row) => {
    const exponentials = [...logits.subarray(row * 5, row * 5 + 5)].map(Math.exp);
    const sum = exponentials.reduce((a, b) => a + b);
    return exponentials.map((e) => e / sum);
  });
  expect(probabilities.length).toBe(15);
  expect(largestDifference(probabilities, Float32Array.from(expected))).toBeLessThan(1e-5);
});

test('classes and preprocessing are in the metadata, sizes in the input', () => {
  const classes = ['a "quoted"\nclass', 'naïve 猫'];
  const model = onnxModelMessage.toObject(onnxModelMessage.decode(encodeOnnxModel(generatedModel('resnet18', classes))), {
    longs: Number,
  });
  const properties = model.metadataProps as { key: string; value: string }[];
  const metadata = Object.fromEntries(properties.map(({ key, value }) => [key, value]));
  expect(JSON.parse(metadata.classes!)).toEqual(classes);
  expect(JSON.parse(metadata.preprocessing!)).toEqual(smallPreprocessing);
  expect(model.opsetImport).toEqual([{ version: 17 }]);
  expect(model.graph.input[0].type.tensorType.shape.dim).toEqual([
    { dimParam: 'batch' },
    { dimValue: 3 },
    { dimValue: 64 },
    { dimValue: 64 },
  ]);
});

test('a model that lacks a tensor, or has one of another shape, is refused by name', () => {
  const model = generatedModel('resnet18', classNames(5));
  const sixClasses = { ...model, classes: classNames(6) };
  expect(() => encodeOnnxModel(sixClasses)).toThrow(/"fc\.weight" is \[5, 512\]; expected \[6, 512\]/);
  const tensors = new Map(model.tensors);
  tensors.delete('layer2.0.bn1.running_var');
  expect(() => encodeOnnxModel({ ...model, tensors })).toThrow(/"layer2\.0\.bn1\.running_var" is missing/);
});
