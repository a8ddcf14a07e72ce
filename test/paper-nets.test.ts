import { expect, test } from 'vitest';
import { openSession } from '../src/core/engine/session.ts';
import { encodeOnnxModel } from '../src/core/exporting/onnx-model.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { parameterCount } from '../src/core/nets/figures.ts';
import { classify } from '../src/core/nets/graph/head.ts';
import { trunk } from '../src/core/nets/graph/network-graph.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import { readGolden } from './forward-golden.ts';
import { channelsLast, closingConvs, generateInput, generateTensor } from './rxg1.ts';

interface Golden {
  sum: number;
  abssum: number;
  first8: number[];
  trainable_params: number;
  prefix: string;
  closing_gain_1_16: boolean;
}

const golden: Record<string, Golden> = readGolden('blocks').cases;

/** The golden's generator knows tensors by name and prefix. */
function weightsOf(name: string, classes: number): TensorMap {
  const { prefix, closing_gain_1_16: isSmall } = golden[name]!;
  const rows = tensorTable(planNet(namedNets.get(name)!.spec), classes);
  const full = (tensor: string) => (prefix === '' ? tensor : `${prefix}.${tensor}`);
  const closing = isSmall ? closingConvs(rows.map((row) => full(row.name))) : new Set<string>();
  return new Map(rows.map(({ name: tensor, shape }) => [tensor, { shape, data: generateTensor(full(tensor), shape, closing) }]));
}

/** All goldens of networks this deep are of 10 logits or more: relative to their mean absolute value. */
function expectLogits(found: Float32Array, { first8, sum, abssum }: Golden): void {
  const scale = abssum / found.length;
  for (const [i, value] of first8.entries()) expect(Math.abs(found[i]! - value) / scale, `logit ${i}`).toBeLessThan(1e-5);
  expect(Math.abs(found.reduce((total, value) => total + value, 0) - sum) / abssum).toBeLessThan(1e-5);
}

test.each([
  ['cifar_resnet20', 32, 10],
  ['cifar_resnet110', 32, 10],
  ['cifar_preresnet164', 32, 10],
  ['plain18', 224, 1000],
  ['plain34', 224, 1000],
] as const)('%s computes what PyTorch computes, exported too', async (name, size, classes) => {
  const { spec } = namedNets.get(name)!;
  expect(parameterCount(planNet(spec), classes)).toBe(golden[name]!.trainable_params);
  const tensors = weightsOf(name, classes);
  const branch = frozenBranch(planNet(spec), tensors);
  const { graph, plan } = branch;
  const input = placeholder(graph, 'input', 'float32', [null, size, size, 3]);
  identity(graph, classify(branch, trunk(branch, input, -1, plan.blocks.length), classes), 'logits');
  const session = openSession(encodeSavedModel(graph));
  const picture = generateInput(size);
  const [logits] = session.run({ input: { shape: [1, size, size, 3], values: channelsLast(picture, 3) } }, ['logits']);
  session.close();
  expectLogits(logits as Float32Array, golden[name]!);

  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  // With these means and deviations the export's own normalisation does nothing.
  const preprocessing = { imageSize: size, cropPct: 1, interpolation: 'bilinear', mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255], channels: 'RGB' };
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const bytes = encodeOnnxModel({ net: planNet(spec), classes: names, preprocessing: preprocessing as never, tensors }, 'logits');
  const exported = await InferenceSession.create(bytes);
  const answer = await exported.run({ image: new Tensor('float32', picture, [1, 3, size, size]) });
  await exported.release();
  expectLogits(answer['logits']!.data as Float32Array, golden[name]!);
}, 120_000);
