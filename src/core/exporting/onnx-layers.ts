import { normGroups } from '../../shared/net-spec.ts';
import { normEpsilon, normScaleShift, scaleOutputs, standardiseWeight, tensorOf } from '../nets/folding.ts';
import type { Backbone } from '../nets/model.ts';
import type { ConvPlan, NormPlan } from '../nets/plan/layer-plan.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { addInts, addNode, addTensor } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';

/** What the parts of a network are added to, and from. */
export interface Builder {
  readonly graph: OnnxGraph;
  readonly model: Backbone;
  readonly plan: NetPlan;
}

/** A convolution padded as PyTorch does, `(kernel - 1) / 2` on every side, with the BatchNorm after it folded in. */
export function addConv({ graph, model, plan }: Builder, conv: ConvPlan, norm: NormPlan | null, x: OnnxValue): OnnxValue {
  const stored = tensorOf(model.tensors, conv.weight);
  // BiT's convolutions are standardised; a gate's is none of them.
  const weight = plan.spec.norm === 'group' && conv.bias === undefined ? standardiseWeight(stored) : stored;
  const affine = norm && normScaleShift(model.tensors, norm);
  const { shape, data } = affine ? scaleOutputs(weight, affine.scale) : weight;
  const inputs = [x, addTensor(graph, conv.weight, shape, data)];
  if (affine) inputs.push(addTensor(graph, `${norm.name}.shift`, [norm.channels], Float32Array.from(affine.shift)));
  else if (conv.bias !== undefined) inputs.push(addTensor(graph, conv.bias, [conv.outChannels], tensorOf(model.tensors, conv.bias).data));
  const pad = (conv.kernel - 1) / 2;
  return addNode(graph, 'Conv', inputs, {
    kernel_shape: { ints: [conv.kernel, conv.kernel] },
    strides: { ints: [conv.stride, conv.stride] },
    pads: { ints: [pad, pad, pad, pad] },
    group: { i: conv.groups },
  });
}

/** A norm that cannot be folded, because other parts of the network read its input too, or because it is GroupNorm. */
export function addNorm(builder: Builder, norm: NormPlan, x: OnnxValue): OnnxValue {
  const { graph, model, plan } = builder;
  const perChannel = (leaf: string, data: Float32Array) =>
    addTensor(graph, `${norm.name}.${leaf}`, [norm.channels, 1, 1], data);
  if (plan.spec.norm === 'batch') {
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
