import { StudioError } from '../errors.ts';
import { normScaleShift, scaleOutputs, tensorOf } from '../nets/folding.ts';
import { blockSizes } from '../nets/geometry.ts';
import type { Backbone } from '../nets/model.ts';
import type { BlockPlan } from '../nets/plan/block-plan.ts';
import type { Tensor } from '../tensor.ts';
import { addBlock } from './onnx-block.ts';
import { addNode, addTensor, createOnnxGraph, valueInfo } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';
import { encodeOnnx } from './onnx-model.ts';
import { addNormalisation, addStem } from './onnx-net.ts';

/**
 * The forms of arXiv 1611.05431, figure 3: `paths` sums C paths of three convolutions, `concatenated` joins C 3x3s before one 1x1, `grouped` is the
 * block as it is trained.
 */
export const equivalentForms = ['paths', 'concatenated', 'grouped'] as const;
type EquivalentForm = (typeof equivalentForms)[number];

export interface FormFigures {
  readonly form: EquivalentForm;
  readonly convolutions: number;
  /** Of its convolutions. */
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** Blocks that can be told in three ways: grouped bottlenecks in the original order, whose input is added as it is. */
export const formBlocks = ({ net }: Pick<Backbone, 'net'>): BlockPlan[] =>
  net.blocks.filter(({ units, order, shortcut }) => units.length === 3 && units[1]!.conv.groups > 1 && order === 'post' && shortcut.kind === 'identity');

/** The block of a cut. @throws StudioError `bad-usage` where it cannot be told in three ways */
export function formBlock(backbone: Pick<Backbone, 'net'>, cut?: string): BlockPlan {
  const blocks = formBlocks(backbone);
  const block = cut === undefined ? blocks[0] : blocks.find((one) => one.cut === cut);
  if (block) return block;
  const { name } = backbone.net;
  if (blocks.length === 0) {
    throw new StudioError('bad-usage', `${name} has no block that can be built in three ways`, {
      values: { kind: 'no-forms', name },
      field: 'block',
      hint: 'Take a ResNeXt, such as resnext50_32x4d.',
    });
  }
  const cuts = blocks.map((one) => one.cut).join(', ');
  throw new StudioError('bad-usage', `${cut} of ${name} cannot be built in three ways`, {
    values: { kind: 'block-without-forms', block: cut ?? '', name, blocks: cuts },
    field: 'block',
    hint: `Those that can: ${cuts}.`,
  });
}

/** What each form is made of; `imageSize` in pixels. Pure. */
export function formFigures({ net }: Pick<Backbone, 'net'>, block: BlockPlan, imageSize: number): FormFigures[] {
  const area = blockSizes(net.stem.kind, net.blocks, imageSize)[net.blocks.indexOf(block)]! ** 2;
  const [first, second, third] = block.units.map(({ conv }) => conv) as [BlockPlan['units'][0]['conv'], BlockPlan['units'][0]['conv'], BlockPlan['units'][0]['conv']];
  const { groups } = second;
  const width = second.outChannels / groups;
  const path = first.inChannels * width + 9 * width * width;
  const parameters: Readonly<Record<EquivalentForm, number>> = {
    paths: groups * (path + width * third.outChannels),
    concatenated: groups * path + groups * width * third.outChannels,
    grouped: first.inChannels * first.outChannels + (9 * second.inChannels * second.outChannels) / groups + third.inChannels * third.outChannels,
  };
  const convolutions: Readonly<Record<EquivalentForm, number>> = { paths: 3 * groups, concatenated: 2 * groups + 1, grouped: 3 };
  return equivalentForms.map((form) => ({ form, convolutions: convolutions[form], parameters: parameters[form], multiplyAdds: parameters[form] * area }));
}

/** Output channels `[from, to)`, or input channels. */
function outputs({ shape, data }: Tensor, from: number, to: number): Tensor {
  const each = data.length / shape[0]!;
  return { shape: [to - from, ...shape.slice(1)], data: data.slice(from * each, to * each) };
}
function inputs({ shape, data }: Tensor, from: number, to: number): Tensor {
  const [out, all] = shape as [number, number];
  const rows = Array.from({ length: out }, (_, row) => [...data.subarray(row * all + from, row * all + to)]);
  return { shape: [out, to - from, 1, 1], data: Float32Array.from(rows.flat()) };
}

function convolve(graph: OnnxGraph, name: string, weight: Tensor, shift: ArrayLike<number> | null, x: OnnxValue): OnnxValue {
  const kernel = weight.shape[2]!;
  const pad = (kernel - 1) / 2;
  const values = [x, addTensor(graph, name, weight.shape, weight.data)];
  if (shift) values.push(addTensor(graph, `${name}.shift`, [shift.length], Float32Array.from(shift)));
  return addNode(graph, 'Conv', values, { kernel_shape: { ints: [kernel, kernel] }, pads: { ints: [pad, pad, pad, pad] } });
}

/**
 * A network up to a block, and that block in each of its forms out of the same weights: `image` float32 `[1, 3, size, size]`, RGB 0..255 → an output
 * a form, `[1, channels, rows, columns]`.
 */
export function encodeForms(backbone: Backbone, block: BlockPlan): Uint8Array {
  const { net: plan, preprocessing, tensors } = backbone;
  const graph = createOnnxGraph();
  const builder = { graph, model: backbone, plan };
  let x = addStem(builder, addNormalisation(builder, 'image'));
  for (const before of plan.blocks.slice(0, plan.blocks.indexOf(block))) x = addBlock(builder, before, x);
  const [first, second, third] = block.units.map(({ conv, norm }) => {
    const { scale, shift } = normScaleShift(tensors, norm);
    return { weight: scaleOutputs(tensorOf(tensors, conv.weight), scale), shift };
  }) as [Folded, Folded, Folded];
  const relu = (value: OnnxValue) => addNode(graph, 'Relu', [value]);
  const { groups, outChannels: width } = block.units[1]!.conv;
  const each = width / groups;
  const finished = (branch: OnnxValue, form: EquivalentForm) => addNode(graph, 'Relu', [addNode(graph, 'Add', [branch, x])], {}, form);

  const middles = (form: EquivalentForm) =>
    Array.from({ length: groups }, (_, path) => {
      const [from, to] = [path * each, (path + 1) * each];
      const narrow = relu(convolve(graph, `${form}.1.${path}`, outputs(first.weight, from, to), first.shift.slice(from, to), x));
      return relu(convolve(graph, `${form}.2.${path}`, outputs(second.weight, from, to), second.shift.slice(from, to), narrow));
    });
  const wide = middles('paths').map((middle, path) => convolve(graph, `paths.3.${path}`, inputs(third.weight, path * each, (path + 1) * each), null, middle));
  // The norm after the sum: its scale is in the paths, its shift comes once.
  const shift = addTensor(graph, 'paths.shift', [third.shift.length, 1, 1], Float32Array.from(third.shift));
  finished(addNode(graph, 'Add', [addNode(graph, 'Sum', wide), shift]), 'paths');
  const joined = addNode(graph, 'Concat', middles('concatenated'), { axis: { i: 1 } });
  finished(convolve(graph, 'concatenated.3', third.weight, third.shift, joined), 'concatenated');
  addNode(graph, 'Identity', [addBlock(builder, block, x)], {}, 'grouped');

  const size = preprocessing.imageSize;
  return encodeOnnx(graph, {
    name: plan.name,
    inputs: [valueInfo('image', [1, 3, size, size])],
    outputs: equivalentForms.map((form) => valueInfo(form, [1, block.outChannels, 'rows', 'columns'])),
    metadata: {},
  });
}
interface Folded {
  readonly weight: Tensor;
  readonly shift: Float64Array;
}
