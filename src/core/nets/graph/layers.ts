import { cast, padSpatial } from '../../graph/array-ops.ts';
import { frozenConvolution } from '../../graph/fed-weights.ts';
import { constant, scalar } from '../../graph/graph.ts';
import type { Value } from '../../graph/graph.ts';
import { add, mean, multiply, relu, rsqrt, square, subtract } from '../../graph/math-ops.ts';
import { biasAdd, conv2d } from '../../graph/network-ops.ts';
import { variable } from '../../graph/variables.ts';
import { normScaleShift, standardisationEpsilon, standardiseWeight, tensorOf } from '../folding.ts';
import { convShape, toChannelsLastWeight } from '../layout.ts';
import type { ConvPlan, NormPlan } from '../plan/layer-plan.ts';
import { variablesOf, vector } from './branch.ts';
import type { Branch } from './branch.ts';
import { batchStatisticsNorm, groupNorm, lowerConstant, trainedScaleShift } from './norms.ts';

/** BiT's convolutions are standardised; a gate's is none of them. */
const isStandardised = ({ plan }: Branch, { bias }: ConvPlan): boolean => plan.spec.norm === 'group' && bias === undefined;

/** Weight `[kernel, kernel, in / groups, out]` of a trained convolution in float32, standardised in BiT. */
function trainedWeight(branch: Branch, conv: ConvPlan): Value {
  const { graph } = branch;
  const weight = variable(variablesOf(branch), conv.weight, convShape(conv)).read;
  if (!isStandardised(branch, conv)) return weight;
  const centred = subtract(graph, weight, mean(graph, weight, [0, 1, 2], true));
  const variance = mean(graph, square(graph, centred), [0, 1, 2], true);
  return multiply(graph, centred, rsqrt(graph, add(graph, variance, scalar(graph, standardisationEpsilon))));
}

function frozenWeight(branch: Branch, conv: ConvPlan, scale?: Float64Array): Value {
  const weight = tensorOf(branch.tensors, conv.weight);
  const { data } = toChannelsLastWeight(isStandardised(branch, conv) ? standardiseWeight(weight) : weight, scale);
  return frozenConvolution(branch.graph, data, convShape(conv), branch.compute);
}

/** PyTorch's symmetric padding without TensorFlow's `EXPLICIT`, which leaves oneDNN. */
function convolve(branch: Branch, x: Value, conv: ConvPlan, weight: Value): Value {
  const { graph } = branch;
  const lowered = cast(graph, weight, branch.compute);
  if (conv.kernel === 1) return conv2d(graph, x, lowered, conv.stride, 'VALID');
  if (conv.stride === 1) return conv2d(graph, x, lowered, 1, 'SAME');
  return conv2d(graph, padSpatial(graph, x, conv.kernel >> 1), lowered, conv.stride, 'VALID');
}

/** A convolution, with its bias where it has one. */
export function convolution(branch: Branch, x: Value, conv: ConvPlan, part: string): Value {
  const { graph, compute, tensors } = branch;
  const isFrozen = branch.mode(part) === 'frozen';
  const y = convolve(branch, x, conv, isFrozen ? frozenWeight(branch, conv) : trainedWeight(branch, conv));
  if (conv.bias === undefined) return y;
  const bias = isFrozen
    ? constant(graph, tensorOf(tensors, conv.bias).data, [conv.outChannels], compute)
    : cast(graph, vector(branch, conv.bias, conv.outChannels), compute);
  return biasAdd(graph, y, bias);
}

/** Pictures of a step, for what is decided before there is one. */
const usualBatch = 16;
const isWellBelow = 1 / 4;

/** Height times width of what leaves a convolution. */
function outputArea(x: Value, { stride }: ConvPlan): number {
  const [height, width] = [x.shape[1]!, x.shape[2]!];
  return Math.ceil(height / stride) * Math.ceil(width / stride);
}

/**
 * Whether a step's activations behind a convolution are so few beside its weights that a trained norm costs less on them: in the weights it takes a pass over
 * them forward and three for their gradients (`docs/decisions/0097`, which also says why not in float32).
 */
const isLighterOnActivations = ({ compute }: Branch, x: Value, conv: ConvPlan): boolean =>
  compute !== 'float32' && usualBatch * outputArea(x, conv) < isWellBelow * conv.kernel ** 2 * (conv.inChannels / conv.groups);

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
  if (branch.plan.spec.norm === 'group') return after(groupNorm(branch, convolution(branch, x, conv, part), norm, part));
  if (mode === 'frozen') {
    const { scale, shift } = normScaleShift(branch.tensors, norm);
    const folded = biasAdd(graph, convolve(branch, x, conv, frozenWeight(branch, conv, scale)), lowerConstant(branch, shift));
    branch.onNorm?.(norm, part, folded);
    return after(folded);
  }
  if (mode === 'train') return after(batchStatisticsNorm(branch, convolution(branch, x, conv, part), norm));
  const { scale, shift } = trainedScaleShift(branch, norm);
  const weight = trainedWeight(branch, conv);
  if (isLighterOnActivations(branch, x, conv)) {
    const y = cast(graph, convolve(branch, x, conv, weight), 'float32');
    return after(cast(graph, add(graph, multiply(graph, y, scale), shift), branch.compute));
  }
  const folded = multiply(graph, weight, scale);
  return after(biasAdd(graph, convolve(branch, x, conv, folded), cast(graph, shift, branch.compute)));
}
