import { cast, reshape } from '../../graph/array-ops.ts';
import { constant, scalar } from '../../graph/graph.ts';
import type { Value } from '../../graph/graph.ts';
import { add, mean, multiply, relu, rsqrt, square, subtract } from '../../graph/math-ops.ts';
import { batchNormTraining } from '../../graph/network-ops.ts';
import { assign, variable } from '../../graph/variables.ts';
import { normGroups } from '../../../shared/net-spec.ts';
import { normEpsilon, normScaleShift, tensorOf } from '../folding.ts';
import type { NormPlan } from '../plan/layer-plan.ts';
import { variablesOf, vector } from './branch.ts';
import type { Branch } from './branch.ts';

const momentum = 0.1;

export const lowerConstant = (branch: Branch, values: Float64Array): Value =>
  constant(branch.graph, Float32Array.from(values), [values.length], branch.compute);

/** `scale` and `shift` of a trained BatchNorm with stored statistics, as values of the graph in float32. */
export function trainedScaleShift(branch: Branch, norm: NormPlan): { scale: Value; shift: Value } {
  const { graph } = branch;
  const get = (leaf: string) => vector(branch, `${norm.name}.${leaf}`, norm.channels);
  const scale = multiply(graph, get('weight'), rsqrt(graph, add(graph, get('running_var'), scalar(graph, normEpsilon))));
  return { scale, shift: subtract(graph, get('bias'), multiply(graph, get('running_mean'), scale)) };
}

/** BatchNorm by the statistics of the batch, which move the stored ones at every step; `x` is `[batch, height, width, channels]`. */
export function batchStatisticsNorm(branch: Branch, x: Value, norm: NormPlan): Value {
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
  branch.onStatistics?.(norm, result.runningMean, result.runningVariance);
  branch.statistics?.push(assign(graph, runningMean, result.runningMean), assign(graph, runningVar, result.runningVariance));
  return result.y;
}

/** GroupNorm (arXiv 1803.08494) in float32; `x` is `[batch, height, width, channels]`. */
export function groupNorm(branch: Branch, x: Value, norm: NormPlan, part: string): Value {
  const { graph } = branch;
  const [batch, height, width, channels] = x.shape as [number | null, number, number, number];
  const parameter = (leaf: string) =>
    branch.mode(part) === 'frozen'
      ? constant(graph, tensorOf(branch.tensors, `${norm.name}.${leaf}`).data, [channels])
      : vector(branch, `${norm.name}.${leaf}`, channels);
  const grouped = reshape(graph, cast(graph, x, 'float32'), [batch, height * width, normGroups, channels / normGroups]);
  const centred = subtract(graph, grouped, mean(graph, grouped, [1, 3], true));
  const variance = mean(graph, square(graph, centred), [1, 3], true);
  const normal = multiply(graph, centred, rsqrt(graph, add(graph, variance, scalar(graph, normEpsilon))));
  const flat = reshape(graph, normal, x.shape);
  return cast(graph, add(graph, multiply(graph, flat, parameter('weight')), parameter('bias')), branch.compute);
}

function normalised(branch: Branch, x: Value, norm: NormPlan, part: string): Value {
  const { graph, compute, plan } = branch;
  if (plan.spec.norm === 'group') return groupNorm(branch, x, norm, part);
  const mode = branch.mode(part);
  if (mode === 'train') return batchStatisticsNorm(branch, x, norm);
  if (mode === 'frozen') {
    const { scale, shift } = normScaleShift(branch.tensors, norm);
    return add(graph, multiply(graph, x, lowerConstant(branch, scale)), lowerConstant(branch, shift));
  }
  const { scale, shift } = trainedScaleShift(branch, norm);
  return add(graph, multiply(graph, x, cast(graph, scale, compute)), cast(graph, shift, compute));
}

/** A norm that follows no convolution (before one, or after an addition), then ReLU. */
export const normRelu = (branch: Branch, x: Value, norm: NormPlan, part: string): Value =>
  relu(branch.graph, normalised(branch, x, norm, part));
