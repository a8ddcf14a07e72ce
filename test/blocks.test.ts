import { expect, test } from 'vitest';
import { openSession } from '../src/core/engine/session.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { createOnnxGraph } from '../src/core/exporting/onnx-graph.ts';
import { addBlock } from '../src/core/exporting/onnx-block.ts';
import { runOnnxGraph } from './run-onnx-graph.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { residualBlock } from '../src/core/nets/graph/block-graph.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { planBlock } from '../src/core/nets/plan/block-plan.ts';
import type { BlockPlan } from '../src/core/nets/plan/block-plan.ts';
import type { BlockShape, BlockSpec } from '../src/core/nets/plan/layer-plan.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import type { SameShortcut } from '../src/shared/net-spec.ts';
import { readGolden } from './forward-golden.ts';
import { channelsLast, generateTensor, seedOf, valueAt } from './rxg1.ts';

interface Golden {
  shape: [number, number, number, number];
  sum: number;
  abssum: number;
  first8: number[];
  prefix: string;
  trainable_params: number;
  tensors: Record<string, number[]>;
}

const golden: Record<string, Golden> = readGolden('blocks').cases;
const size = 8;
const narrow: BlockShape = { inChannels: 16, width: 16, outChannels: 16, stride: 1, groups: 1 };
const wider: BlockShape = { ...narrow, width: 32, outChannels: 32, stride: 2 };
const bottleneck: BlockShape = { inChannels: 64, width: 32, outChannels: 128, stride: 2, groups: 1 };

const basic: BlockSpec = { block: 'basic', order: 'post', shortcut: { same: { kind: 'identity' }, change: 'projection' } };
const ordered = (order: BlockSpec['order']): BlockSpec => ({ ...basic, order });
const same = (shortcut: SameShortcut): BlockSpec => ({ ...basic, shortcut: { same: shortcut, change: 'projection' } });
const changed = (change: BlockSpec['shortcut']['change']): BlockSpec => ({ ...basic, shortcut: { same: { kind: 'identity' }, change } });

const block =
  (spec: BlockSpec, shape: BlockShape = narrow) =>
  (prefix: string): BlockPlan =>
    planBlock(prefix, 'block', spec, shape, 'torchvision');

/** The first ResNets had the stride in the first 1x1; a spec has it in the 3x3, as all weights do that are in use. */
function strideFirst(prefix: string): BlockPlan {
  const plan = block({ ...basic, block: 'bottleneck' }, bottleneck)(prefix);
  const [first, second, third] = plan.units;
  const strided = (unit: typeof first, stride: number) => ({ ...unit!, conv: { ...unit!.conv, stride } });
  return { ...plan, units: [strided(first, 2), strided(second, 1), third!] };
}

/** Every case of a single block. */
const blocks: Record<string, (prefix: string) => BlockPlan> = {
  sc_original: block(basic),
  sc_plain: block(same({ kind: 'none' })),
  sc_constant_half_1: block(same({ kind: 'scaled', shortcut: 0.5, branch: 1 })),
  sc_constant_half_half: block(same({ kind: 'scaled', shortcut: 0.5, branch: 0.5 })),
  sc_exclusive_gating: block(same({ kind: 'exclusive-gate', bias: -6 })),
  sc_shortcut_only_gating: block(same({ kind: 'shortcut-gate', bias: -6 })),
  sc_conv1x1: block(same({ kind: 'conv1x1' })),
  sc_dropout_eval: block(same({ kind: 'dropout', rate: 0.5 })),
  act_original: block(ordered('post')),
  act_bn_after_addition: block(ordered('bn-after-add')),
  act_relu_before_addition: block(ordered('relu-before-add')),
  act_relu_only_preact: block(ordered('relu-pre')),
  act_full_preact: block(ordered('pre')),
  act_full_preact_bottleneck: block({ ...ordered('pre'), block: 'bottleneck' }, { ...narrow, inChannels: 64, outChannels: 64 }),
  option_A_16_32_s2: block(changed('zero-pad'), wider),
  option_B_16_32_s2: block(changed('projection'), wider),
  option_C_16_16_s1: block(changed('projection-all')),
  bottleneck_v1_s2: strideFirst,
  bottleneck_v1_5_s2: block({ ...basic, block: 'bottleneck' }, bottleneck),
  resnext_form_c: block({ ...basic, block: 'bottleneck' }, { inChannels: 32, width: 16, outChannels: 32, stride: 1, groups: 4 }),
};

test('every block of the golden file is among them; the rest are whole nets', () => {
  const rest = Object.keys(golden).filter((name) => !(name in blocks));
  expect(rest.toSorted()).toEqual(['cifar_preresnet164', 'cifar_resnet110', 'cifar_resnet20', 'plain18', 'plain34']);
});

const weightsOf = (c: Golden): TensorMap =>
  new Map(Object.entries(c.tensors).map(([name, shape]) => [name, { shape, data: generateTensor(name, shape, new Set()) }]));

/** `[channels, 8, 8]` */
function inputOf(channels: number): Float32Array {
  const seed = seedOf('block.x');
  return Float32Array.from({ length: channels * size * size }, (_, i) => valueAt(seed, i) * 2 ** -16);
}

/** `[1, channels, 8, 8]` by the frozen block, as PyTorch lays it out. */
function runBlock(plan: BlockPlan, tensors: TensorMap): Float32Array {
  const branch = frozenBranch(planNet(namedNets.get('resnet18')!.spec), tensors);
  const x = placeholder(branch.graph, 'x', 'float32', [null, size, size, plan.inChannels]);
  const y = identity(branch.graph, residualBlock(branch, x, plan), 'y');
  const session = openSession(encodeSavedModel(branch.graph));
  const feed = { shape: [1, size, size, plan.inChannels], values: channelsLast(inputOf(plan.inChannels), plan.inChannels) };
  const [found] = session.run({ x: feed }, ['y']);
  session.close();
  const [, height, width] = y.shape as [null, number, number, number];
  // Channels first is the same transposition the other way round.
  return channelsLast(found as Float32Array, height * width);
}

/** The same by the block as it is exported, in ONNX Runtime. */
function runExported(plan: BlockPlan, tensors: TensorMap): Promise<Float32Array> {
  const whole = planNet(namedNets.get('resnet18')!.spec);
  const graph = createOnnxGraph();
  const net = whole;
  const preprocessing = { imageSize: size, cropPct: 1, interpolation: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1], channels: 'RGB' } as const;
  const model = { net: whole, classes: [], preprocessing: { ...preprocessing, mean: [0, 0, 0], std: [1, 1, 1] }, tensors };
  const y = addBlock({ graph, model: model as never, plan: net }, plan, 'x');
  return runOnnxGraph(graph, 'x', y, [1, plan.inChannels, size, size], inputOf(plan.inChannels));
}

function expectGolden(found: Float32Array, c: Golden): void {
  const [, channels, height, width] = c.shape;
  expect(found).toHaveLength(channels * height * width);
  const scale = c.abssum / found.length;
  for (const [i, value] of c.first8.entries()) expect(Math.abs(found[i]! - value) / scale, `value ${i}`).toBeLessThan(1e-5);
  const sum = found.reduce((total, value) => total + value, 0);
  const abssum = found.reduce((total, value) => total + Math.abs(value), 0);
  expect(Math.abs(sum - c.sum) / c.abssum).toBeLessThan(1e-5);
  expect(Math.abs(abssum - c.abssum) / c.abssum).toBeLessThan(1e-5);
}

test.each(Object.keys(blocks))('block %s computes what PyTorch computes (1e-5 of its mean absolute value), exported too', async (name) => {
  const c = golden[name]!;
  const plan = blocks[name]!(`${c.prefix}.`);
  const [, channels, height] = c.shape;
  expect([plan.outChannels, size / plan.stride]).toEqual([channels, height]);
  expectGolden(runBlock(plan, weightsOf(c)), c);
  expectGolden(await runExported(plan, weightsOf(c)), c);
});
