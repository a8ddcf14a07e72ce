import { expect, test } from 'vitest';
import { openSession } from '../src/core/engine/session.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { architectures } from '../src/core/nets/architecture.ts';
import { postActivationBlock, preActivationBlock } from '../src/core/nets/block-plan.ts';
import type { BlockPlan, BlockShape } from '../src/core/nets/block-plan.ts';
import { residualBlock } from '../src/core/nets/network-graph.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import { readGolden } from './forward-golden.ts';
import { channelsLast, generateTensor, seedOf, valueAt } from './rxg1.ts';

interface Golden {
  shape: [number, number, number, number];
  sum: number;
  abssum: number;
  first8: number[];
  prefix: string;
  tensors: Record<string, number[]>;
}

const golden: Record<string, Golden> = readGolden('blocks').cases;
const size = 8;
const plain = { stride: 1, groups: 1 };
const narrow: BlockShape = { inChannels: 16, width: 16, outChannels: 16, ...plain };

type Kind = 'basic' | 'bottleneck';

const post = (kind: Kind, shape: BlockShape) => (prefix: string) => postActivationBlock(prefix, 'block', kind, shape);
const pre = (kind: Kind, shape: BlockShape) => (prefix: string) => preActivationBlock(prefix, 'block', kind, shape, 'bn');

/** The cases whose blocks the catalogue is made of. */
const blocks: Record<string, (prefix: string) => BlockPlan> = {
  sc_original: post('basic', narrow),
  act_original: post('basic', narrow),
  act_full_preact: pre('basic', narrow),
  act_full_preact_bottleneck: pre('bottleneck', { inChannels: 64, width: 16, outChannels: 64, ...plain }),
  option_B_16_32_s2: post('basic', { inChannels: 16, width: 32, outChannels: 32, stride: 2, groups: 1 }),
  bottleneck_v1_5_s2: post('bottleneck', { inChannels: 64, width: 32, outChannels: 128, stride: 2, groups: 1 }),
  resnext_form_c: post('bottleneck', { inChannels: 32, width: 16, outChannels: 32, stride: 1, groups: 4 }),
};

/** `[1, channels, 8, 8]` by the frozen block, as PyTorch lays it out. */
function runBlock(block: BlockPlan, tensors: TensorMap): Float32Array {
  const branch = frozenBranch(architectures.get('resnet18')!, tensors);
  const x = placeholder(branch.graph, 'x', 'float32', [null, size, size, block.inChannels]);
  const y = identity(branch.graph, residualBlock(branch, x, block), 'y');
  const session = openSession(encodeSavedModel(branch.graph));
  const seed = seedOf('block.x');
  const values = Float32Array.from({ length: block.inChannels * size * size }, (_, i) => valueAt(seed, i) * 2 ** -16);
  const feed = { shape: [1, size, size, block.inChannels], values: channelsLast(values, block.inChannels) };
  const [found] = session.run({ x: feed }, ['y']);
  session.close();
  const [, height, width] = y.shape as [null, number, number, number];
  // Channels first is the same transposition the other way round.
  return channelsLast(found as Float32Array, height * width);
}

test.each(Object.keys(blocks))('block %s computes what PyTorch computes (1e-5 of its mean absolute value)', (name) => {
  const c = golden[name]!;
  const block = blocks[name]!(`${c.prefix}.`);
  const tensors: TensorMap = new Map(
    Object.entries(c.tensors).map(([tensor, shape]) => [tensor, { shape, data: generateTensor(tensor, shape, new Set()) }]),
  );
  const found = runBlock(block, tensors);
  const [, channels, height, width] = c.shape;
  expect(found).toHaveLength(channels * height * width);
  expect([block.outChannels, size / block.stride]).toEqual([channels, height]);
  const scale = c.abssum / found.length;
  for (const [i, value] of c.first8.entries()) expect(Math.abs(found[i]! - value) / scale, `value ${i}`).toBeLessThan(1e-5);
  const sum = found.reduce((total, value) => total + value, 0);
  const abssum = found.reduce((total, value) => total + Math.abs(value), 0);
  expect(Math.abs(sum - c.sum) / c.abssum).toBeLessThan(1e-5);
  expect(Math.abs(abssum - c.abssum) / c.abssum).toBeLessThan(1e-5);
});
