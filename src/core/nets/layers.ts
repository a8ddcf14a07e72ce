import { cast, padSpatial, reshape } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import { constant, scalar } from '../graph/graph.ts';
import type { Graph, Operation, Value } from '../graph/graph.ts';
import { add, mean, multiply, relu, rsqrt, square, subtract } from '../graph/math-ops.ts';
import { batchNormTraining, biasAdd, conv2d } from '../graph/network-ops.ts';
import { assign, variable } from '../graph/variables.ts';
import type { Variables } from '../graph/variables.ts';
import type { TensorMap } from '../tensor.ts';
import type { ConvPlan, NormPlan } from './block-plan.ts';
import {
  normEpsilon,
  normScaleShift,
  scaleOutputs,
  standardisationEpsilon,
  standardiseWeight,
  tensorOf,
} from './folding.ts';
import { convShape, toChannelsLastWeight } from './layout.ts';
import type { NetPlan } from './net-plan.ts';

/**
 * How the layers of one part are made: `frozen` from constants, BatchNorm folded away; `eval` from variables with stored statistics
 * (folded in the graph, so that the gradients of gamma and beta follow and no activation is normalised); `train` with batch statistics.
 */
export type LayerMode = 'frozen' | 'eval' | 'train';

/** What layers need to know; one per branch of a graph (training, evaluation, feature extraction). */
export interface Branch {
  readonly graph: Graph;
  readonly plan: NetPlan;
  /** Values of frozen parts, PyTorch's names and layout. */
  readonly tensors: TensorMap;
  /** Where trained parts live; not needed when everything is frozen. */
  readonly variables?: Variables;
  readonly compute: FloatType;
  readonly mode: (part: string) => LayerMode;
  /** Updates of running statistics are added here in `train` mode. */
  readonly statistics?: Operation[];
}

const momentum = 0.1;
const bitGroups = 32;

function variablesOf(branch: Branch): Variables {
  if (!branch.variables) throw new Error('A trained part needs variables');
  return branch.variables;
}

const vector = (branch: Branch, name: string, channels: number): Value =>
  variable(variablesOf(branch), name, [channels]).read;

/** Weight `[kernel, kernel, in / groups, out]` of a trained convolution in float32, standardised in BiT. */
function trainedWeight(branch: Branch, conv: ConvPlan): Value {
  const { graph } = branch;
  const weight = variable(variablesOf(branch), conv.weight, convShape(conv)).read;
  if (branch.plan.architecture.norm === 'batch') return weight;
  const centred = subtract(graph, weight, mean(graph, weight, [0, 1, 2], true));
  const variance = mean(graph, square(graph, centred), [0, 1, 2], true);
  return multiply(graph, centred, rsqrt(graph, add(graph, variance, scalar(graph, standardisationEpsilon))));
}

function frozenWeight(branch: Branch, conv: ConvPlan, scale?: Float64Array): Value {
  let weight = tensorOf(branch.tensors, conv.weight);
  if (branch.plan.architecture.norm === 'group') weight = standardiseWeight(weight);
  if (scale) weight = scaleOutputs(weight, scale);
  return constant(branch.graph, toChannelsLastWeight(weight).data, convShape(conv), branch.compute);
}

/** PyTorch's symmetric padding without TensorFlow's `EXPLICIT`, which leaves oneDNN. */
function convolve(branch: Branch, x: Value, conv: ConvPlan, weight: Value): Value {
  const { graph } = branch;
  const lowered = cast(graph, weight, branch.compute);
  if (conv.kernel === 1) return conv2d(graph, x, lowered, conv.stride, 'VALID');
  if (conv.stride === 1) return conv2d(graph, x, lowered, 1, 'SAME');
  return conv2d(graph, padSpatial(graph, x, conv.kernel >> 1), lowered, conv.stride, 'VALID');
}

export function convolution(branch: Branch, x: Value, conv: ConvPlan, part: string): Value {
  const weight = branch.mode(part) === 'frozen' ? frozenWeight(branch, conv) : trainedWeight(branch, conv);
  return convolve(branch, x, conv, weight);
}

const lowerConstant = (branch: Branch, values: Float64Array): Value =>
  constant(branch.graph, Float32Array.from(values), [values.length], branch.compute);

/** `scale` and `shift` of a trained BatchNorm with stored statistics, as values of the graph in float32. */
function trainedScaleShift(branch: Branch, norm: NormPlan): { scale: Value; shift: Value } {
  const { graph } = branch;
  const get = (leaf: string) => vector(branch, `${norm.name}.${leaf}`, norm.channels);
  const scale = multiply(graph, get('weight'), rsqrt(graph, add(graph, get('running_var'), scalar(graph, normEpsilon))));
  return { scale, shift: subtract(graph, get('bias'), multiply(graph, get('running_mean'), scale)) };
}

function batchStatisticsNorm(branch: Branch, x: Value, norm: NormPlan): Value {
  const { graph } = branch;
  const variables = variablesOf(branch);
  const get = (leaf: string) => variable(variables, `${norm.name}.${leaf}`, [norm.channels]);
  const [runningMean, runningVar] = [get('running_mean'), get('running_var')];
  const result = batchNormTraining(
    graph,
    x,
    get('weight').read,
    get('bias').read,
    runningMean.read,
    runningVar.read,
    normEpsilon,
    momentum,
  );
  branch.statistics?.push(assign(graph, runningMean, result.runningMean), assign(graph, runningVar, result.runningVariance));
  return result.y;
}

/** GroupNorm (arXiv 1803.08494) in float32; `x` is `[batch, height, width, channels]`. */
function groupNorm(branch: Branch, x: Value, norm: NormPlan, part: string): Value {
  const { graph } = branch;
  const [batch, height, width, channels] = x.shape as [number | null, number, number, number];
  const parameter = (leaf: string) =>
    branch.mode(part) === 'frozen'
      ? constant(graph, tensorOf(branch.tensors, `${norm.name}.${leaf}`).data, [channels])
      : vector(branch, `${norm.name}.${leaf}`, channels);
  const grouped = reshape(graph, cast(graph, x, 'float32'), [batch, height * width, bitGroups, channels / bitGroups]);
  const centred = subtract(graph, grouped, mean(graph, grouped, [1, 3], true));
  const variance = mean(graph, square(graph, centred), [1, 3], true);
  const normal = multiply(graph, centred, rsqrt(graph, add(graph, variance, scalar(graph, normEpsilon))));
  const flat = reshape(graph, normal, x.shape);
  return cast(graph, add(graph, multiply(graph, flat, parameter('weight')), parameter('bias')), branch.compute);
}

/** Convolution, then its norm, then ReLU where asked. */
export function convolutionNorm(
  branch: Branch,
  x: Value,
  conv: ConvPlan,
  norm: NormPlan,
  part: string,
  rectify: boolean,
): Value {
  const { graph } = branch;
  const mode = branch.mode(part);
  const after = (y: Value) => (rectify ? relu(graph, y) : y);
  if (branch.plan.architecture.norm === 'group')
    return after(groupNorm(branch, convolution(branch, x, conv, part), norm, part));
  if (mode === 'frozen') {
    const { scale, shift } = normScaleShift(branch.tensors, norm);
    return after(biasAdd(graph, convolve(branch, x, conv, frozenWeight(branch, conv, scale)), lowerConstant(branch, shift)));
  }
  if (mode === 'train') return after(batchStatisticsNorm(branch, convolution(branch, x, conv, part), norm));
  const { scale, shift } = trainedScaleShift(branch, norm);
  const folded = multiply(graph, trainedWeight(branch, conv), scale);
  return after(biasAdd(graph, convolve(branch, x, conv, folded), cast(graph, shift, branch.compute)));
}

/** A norm that stands before a convolution (pre-activation), then ReLU. */
export function normRelu(branch: Branch, x: Value, norm: NormPlan, part: string): Value {
  const { graph } = branch;
  if (branch.plan.architecture.norm === 'group') return relu(graph, groupNorm(branch, x, norm, part));
  const mode = branch.mode(part);
  if (mode === 'train') return relu(graph, batchStatisticsNorm(branch, x, norm));
  if (mode === 'frozen') {
    const { scale, shift } = normScaleShift(branch.tensors, norm);
    return relu(graph, add(graph, multiply(graph, x, lowerConstant(branch, scale)), lowerConstant(branch, shift)));
  }
  const { scale, shift } = trainedScaleShift(branch, norm);
  return relu(graph, add(graph, multiply(graph, x, cast(graph, scale, branch.compute)), cast(graph, shift, branch.compute)));
}
