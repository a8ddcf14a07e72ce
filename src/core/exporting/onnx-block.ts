import type { BlockPlan } from '../nets/plan/block-plan.ts';
import { addInts, addNode, addTensor } from './onnx-graph.ts';
import type { OnnxValue } from './onnx-graph.ts';
import { addConv, addNorm } from './onnx-layers.ts';
import type { Builder } from './onnx-layers.ts';

/** A block as `residualBlock` of `nets` builds it; dropout and stochastic depth are gone. */
export function addBlock(builder: Builder, block: BlockPlan, input: OnnxValue): OnnxValue {
  return block.order === 'pre' ? addPreActivation(builder, block, input) : addPostActivation(builder, block, input);
}

const relu = ({ graph }: Builder, x: OnnxValue): OnnxValue => addNode(graph, 'Relu', [x]);

/** BatchNorm goes into the convolution before it; GroupNorm stands for itself. */
function addConvNorm(builder: Builder, conv: BlockPlan['units'][0]['conv'], norm: BlockPlan['units'][0]['norm'], x: OnnxValue): OnnxValue {
  if (builder.plan.spec.norm === 'batch') return addConv(builder, conv, norm, x);
  return addNorm(builder, norm, addConv(builder, conv, null, x));
}

function addPostActivation(builder: Builder, block: BlockPlan, input: OnnxValue): OnnxValue {
  const { units, order } = block;
  const last = units.at(-1)!;
  let x = order === 'relu-pre' ? relu(builder, input) : input;
  for (const { conv, norm } of units.slice(0, -1)) x = relu(builder, addConvNorm(builder, conv, norm, x));
  x = order === 'bn-after-add' ? addConv(builder, last.conv, null, x) : addConvNorm(builder, last.conv, last.norm, x);
  if (order === 'relu-before-add') x = relu(builder, x);
  const together = addShortcut(builder, block, input, input, x);
  if (order === 'bn-after-add') return relu(builder, addNorm(builder, last.norm, together));
  return order === 'post' ? relu(builder, together) : together;
}

function addPreActivation(builder: Builder, block: BlockPlan, input: OnnxValue): OnnxValue {
  const [first, ...others] = block.units;
  const activated = relu(builder, addNorm(builder, first!.norm, input));
  const folds = builder.plan.spec.norm === 'batch';
  let x = addConv(builder, first!.conv, folds ? (others[0]?.norm ?? null) : null, activated);
  for (const [i, unit] of others.entries()) {
    if (!folds) x = addNorm(builder, unit.norm, x);
    x = addConv(builder, unit.conv, folds ? (others[i + 1]?.norm ?? null) : null, relu(builder, x));
  }
  return addShortcut(builder, block, input, activated, x);
}

function addShortcut(builder: Builder, block: BlockPlan, x: OnnxValue, shared: OnnxValue, y: OnnxValue): OnnxValue {
  const { graph } = builder;
  const { shortcut, cut } = block;
  const sum = (a: OnnxValue, b: OnnxValue) => addNode(graph, 'Add', [a, b]);
  const scalar = (name: string, value: number) => addTensor(graph, `${cut}.${name}`, [], Float32Array.of(value));
  switch (shortcut.kind) {
    case 'none':
      return y;
    case 'identity':
    case 'dropout':
      return sum(y, x);
    case 'scaled': {
      const scaled = (value: OnnxValue, name: string, factor: number) =>
        factor === 1 ? value : addNode(graph, 'Mul', [value, scalar(name, factor)]);
      if (shortcut.shortcut === 0) return scaled(y, 'branch', shortcut.branch);
      return sum(scaled(y, 'branch', shortcut.branch), scaled(x, 'shortcut', shortcut.shortcut));
    }
    case 'exclusive-gate':
    case 'shortcut-gate': {
      const gate = addNode(graph, 'Sigmoid', [addConv(builder, shortcut.gate, null, x)]);
      const carried = addNode(graph, 'Mul', [addNode(graph, 'Sub', [scalar('one', 1), gate]), x]);
      return sum(shortcut.kind === 'exclusive-gate' ? addNode(graph, 'Mul', [gate, y]) : y, carried);
    }
    case 'conv1x1':
      return sum(y, addConvNorm(builder, shortcut.conv, shortcut.norm, x));
    case 'zero-pad':
      return sum(y, addZeroPad(builder, block, x));
    case 'projection': {
      const { conv, norm } = shortcut;
      return sum(y, norm ? addConvNorm(builder, conv, norm, shared) : addConv(builder, conv, null, shared));
    }
  }
}

/** Every `stride`-th row and column, as a max-pool of one value, then channels of zeros. */
function addZeroPad({ graph }: Builder, { stride, cut, inChannels, outChannels }: BlockPlan, x: OnnxValue): OnnxValue {
  const attributes = { kernel_shape: { ints: [1, 1] }, strides: { ints: [stride, stride] } };
  const kept = stride === 1 ? x : addNode(graph, 'MaxPool', [x], attributes);
  if (outChannels === inChannels) return kept;
  return addNode(graph, 'Pad', [kept, addInts(graph, `${cut}.pads`, [0, 0, 0, 0, 0, outChannels - inChannels, 0, 0])]);
}
