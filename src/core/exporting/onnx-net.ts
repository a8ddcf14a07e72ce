import type { BlockPlan, ConvPlan, NormPlan } from '../nets/block-plan.ts';
import { normEpsilon, normScaleShift, scaleOutputs, standardiseWeight, tensorOf } from '../nets/folding.ts';
import type { Model } from '../nets/model.ts';
import { planNet } from '../nets/net-plan.ts';
import type { NetPlan } from '../nets/net-plan.ts';
import { addInts, addNode, addTensor } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';

/** BiT's number of groups in every GroupNorm. */
const normGroups = 32;

interface Builder {
  readonly graph: OnnxGraph;
  readonly model: Model;
  readonly plan: NetPlan;
}

/**
 * Adds the network of a model: `image` float32 `[batch, 3, size, size]`, RGB 0..255 → `logits` `[batch, classes]`.
 * Every BatchNorm that directly follows a convolution is multiplied into it.
 */
export function addNet(graph: OnnxGraph, model: Model, image: OnnxValue): OnnxValue {
  const plan = planNet(model.architecture);
  const builder: Builder = { graph, model, plan };
  let x = addStem(builder, addNormalisation(builder, image));
  for (const block of plan.blocks) x = (block.order === 'post' ? addPostBlock : addPreBlock)(builder, block, x);
  if (plan.finalNorm) x = addNode(graph, 'Relu', [addNorm(builder, plan.finalNorm, x)]);
  const pooled = addNode(graph, 'Flatten', [addNode(graph, 'GlobalAveragePool', [x])], { axis: { i: 1 } });
  const { weight, bias, inFeatures } = plan.classifier;
  const classes = model.classes.length;
  return addNode(
    graph,
    'Gemm',
    [
      pooled,
      addTensor(graph, weight, [classes, inFeatures], tensorOf(model.tensors, weight).data),
      addTensor(graph, bias, [classes], tensorOf(model.tensors, bias).data),
    ],
    { transB: { i: 1 } },
    'logits',
  );
}

/** `(x / 255 - mean) / std`, as `(x - 255 mean) · 1 / (255 std)`: two constants per channel, each rounded once. */
function addNormalisation({ graph, model }: Builder, image: OnnxValue): OnnxValue {
  const { mean, std } = model.preprocessing;
  const perChannel = (name: string, values: readonly number[]) =>
    addTensor(graph, name, [1, 3, 1, 1], Float32Array.from(values));
  const centred = addNode(graph, 'Sub', [image, perChannel('pixel_mean', mean.map((m) => 255 * m))]);
  return addNode(graph, 'Mul', [centred, perChannel('pixel_scale', std.map((s) => 1 / (255 * s)))]);
}

function addStem(builder: Builder, image: OnnxValue): OnnxValue {
  const { graph, plan } = builder;
  const { conv, norm, poolPadding } = plan.stem;
  let x = addConv(builder, conv, norm, image);
  if (norm) x = addNode(graph, 'Relu', [x]);
  // ONNX pads a max-pool with -inf, which after a ReLU is the same as zero; only BiT pools unrectified values among zeros.
  const attributes = { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] }, pads: { ints: [1, 1, 1, 1] } };
  const pooled = addNode(graph, 'MaxPool', [x], attributes);
  if (poolPadding !== 'zero' || norm !== null) return pooled;
  return addNode(graph, 'Max', [pooled, addBorder(builder)]);
}

/**
 * `[1, 1, pooled, pooled]`: 0 where a window of the stem's max-pool reaches outside the picture, the lowest float elsewhere.
 * Its maximum with an unpadded pool is the zero-padded pool. A Pad node would say it more plainly, but ONNX Runtime and
 * onnxsim merge Pad into MaxPool as if it padded with zeros (microsoft/onnxruntime#24737, onnxsim/onnxsim#290).
 */
function addBorder({ graph, model }: Builder): OnnxValue {
  const convolved = Math.floor((model.preprocessing.imageSize - 1) / 2) + 1;
  const pooled = Math.floor((convolved - 1) / 2) + 1;
  const isBorder = (i: number) => i === 0 || 2 * i + 1 >= convolved;
  const border = Float32Array.from({ length: pooled * pooled }, (_, i) =>
    isBorder(Math.trunc(i / pooled)) || isBorder(i % pooled) ? 0 : -3.4028234663852886e38,
  );
  return addTensor(graph, 'stem.pool.border', [1, 1, pooled, pooled], border);
}

function addPostBlock(builder: Builder, block: BlockPlan, input: OnnxValue): OnnxValue {
  const { graph } = builder;
  let x = input;
  for (const [i, unit] of block.units.entries()) {
    x = addConv(builder, unit.conv, unit.norm, x);
    if (i < block.units.length - 1) x = addNode(graph, 'Relu', [x]);
  }
  const shortcut = block.projection ? addConv(builder, block.projection.conv, block.projection.norm, input) : input;
  return addNode(graph, 'Relu', [addNode(graph, 'Add', [x, shortcut])]);
}

function addPreBlock(builder: Builder, block: BlockPlan, input: OnnxValue): OnnxValue {
  const { graph, plan } = builder;
  const [first, ...others] = block.units;
  const activated = addNode(graph, 'Relu', [addNorm(builder, first!.norm, input)]);
  const folds = plan.architecture.norm === 'batch';
  let x = addConv(builder, first!.conv, folds ? (others[0]?.norm ?? null) : null, activated);
  for (const [i, unit] of others.entries()) {
    if (!folds) x = addNorm(builder, unit.norm, x);
    x = addNode(graph, 'Relu', [x]);
    x = addConv(builder, unit.conv, folds ? (others[i + 1]?.norm ?? null) : null, x);
  }
  const shortcut = block.projection ? addConv(builder, block.projection.conv, null, activated) : input;
  return addNode(graph, 'Add', [x, shortcut]);
}

/** A convolution padded as PyTorch does, `(kernel - 1) / 2` on every side, with the BatchNorm after it folded in. */
function addConv({ graph, model, plan }: Builder, conv: ConvPlan, norm: NormPlan | null, x: OnnxValue): OnnxValue {
  const stored = tensorOf(model.tensors, conv.weight);
  const weight = plan.architecture.norm === 'group' ? standardiseWeight(stored) : stored;
  const affine = norm && normScaleShift(model.tensors, norm);
  const { shape, data } = affine ? scaleOutputs(weight, affine.scale) : weight;
  const inputs = [x, addTensor(graph, conv.weight, shape, data)];
  if (affine) inputs.push(addTensor(graph, `${norm.name}.shift`, [norm.channels], Float32Array.from(affine.shift)));
  const pad = (conv.kernel - 1) / 2;
  return addNode(graph, 'Conv', inputs, {
    kernel_shape: { ints: [conv.kernel, conv.kernel] },
    strides: { ints: [conv.stride, conv.stride] },
    pads: { ints: [pad, pad, pad, pad] },
    group: { i: conv.groups },
  });
}

/** A norm that cannot be folded, because other parts of the network read its input too, or because it is GroupNorm. */
function addNorm(builder: Builder, norm: NormPlan, x: OnnxValue): OnnxValue {
  const { graph, model, plan } = builder;
  const perChannel = (leaf: string, data: Float32Array) =>
    addTensor(graph, `${norm.name}.${leaf}`, [norm.channels, 1, 1], data);
  if (plan.architecture.norm === 'batch') {
    const { scale, shift } = normScaleShift(model.tensors, norm);
    const scaled = addNode(graph, 'Mul', [x, perChannel('scale', Float32Array.from(scale))]);
    return addNode(graph, 'Add', [scaled, perChannel('shift', Float32Array.from(shift))]);
  }
  // GroupNormalization of opset 18 scales per group by mistake and that of 21 is too new for many readers.
  const ones = addTensor(graph, `${norm.name}.ones`, [normGroups], new Float32Array(normGroups).fill(1));
  const zeros = addTensor(graph, `${norm.name}.zeros`, [normGroups], new Float32Array(normGroups));
  const grouped = addNode(graph, 'Reshape', [x, addInts(graph, `${norm.name}.groups`, [0, normGroups, -1])]);
  const normalised = addNode(graph, 'InstanceNormalization', [grouped, ones, zeros], { epsilon: { f: normEpsilon } });
  const restored = addNode(graph, 'Reshape', [normalised, addNode(graph, 'Shape', [x])]);
  const parameter = (leaf: string) => perChannel(leaf, tensorOf(model.tensors, `${norm.name}.${leaf}`).data);
  return addNode(graph, 'Add', [addNode(graph, 'Mul', [restored, parameter('weight')]), parameter('bias')]);
}
