import { cast, padSpatial } from '../graph/array-ops.ts';
import { constant, scalar } from '../graph/graph.ts';
import type { Graph, Value } from '../graph/graph.ts';
import type { FloatType } from '../graph/dtype.ts';
import { add, matMul, mean, multiply, relu } from '../graph/math-ops.ts';
import { biasAdd, maxPool } from '../graph/network-ops.ts';
import { variable } from '../graph/variables.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { BlockPlan } from './block-plan.ts';
import { tensorOf } from './folding.ts';
import { convolution, convolutionNorm, normRelu } from './layers.ts';
import type { Branch } from './layers.ts';

/** RGB 0..255 in any number type → `(x / 255 - mean) / std` in float32. `[batch, height, width, 3]`. */
export function normalise(graph: Graph, images: Value, { mean: means, std }: Preprocessing): Value {
  const scale = constant(
    graph,
    Float32Array.from(std, (s) => 1 / (255 * s)),
    [3],
  );
  const shift = constant(
    graph,
    Float32Array.from(means, (m, c) => -m / std[c]!),
    [3],
  );
  return add(graph, multiply(graph, cast(graph, images, 'float32'), scale), shift);
}

/** Normalised images `[batch, size, size, 3]` → `[batch, size / 4, size / 4, 64]`. */
export function stem(branch: Branch, normalised: Value): Value {
  const { graph, plan } = branch;
  const x = cast(graph, normalised, branch.compute);
  const { conv, norm, poolPadding } = plan.stem;
  const y = norm ? convolutionNorm(branch, x, conv, norm, 'stem', true) : convolution(branch, x, conv, 'stem');
  const outside = poolPadding === 'zero' ? undefined : scalar(graph, -Infinity, branch.compute);
  return maxPool(graph, padSpatial(graph, y, 1, outside), 3, 2);
}

function postActivation(branch: Branch, x: Value, block: BlockPlan): Value {
  const last = block.units.length - 1;
  let y = x;
  for (const [i, { conv, norm }] of block.units.entries()) y = convolutionNorm(branch, y, conv, norm, block.cut, i < last);
  const { projection } = block;
  const shortcut = projection ? convolutionNorm(branch, x, projection.conv, projection.norm!, block.cut, false) : x;
  return relu(branch.graph, add(branch.graph, y, shortcut));
}

function preActivation(branch: Branch, x: Value, block: BlockPlan): Value {
  const active = normRelu(branch, x, block.units[0]!.norm, block.cut);
  let y = active;
  for (const [i, { conv }] of block.units.entries()) {
    const next = block.units[i + 1]?.norm;
    y = next ? convolutionNorm(branch, y, conv, next, block.cut, true) : convolution(branch, y, conv, block.cut);
  }
  const shortcut = block.projection ? convolution(branch, active, block.projection.conv, block.cut) : x;
  return add(branch.graph, y, shortcut);
}

/** One residual block; `[batch, height, width, in]` → `[batch, height / stride, width / stride, out]`. */
export const residualBlock = (branch: Branch, x: Value, block: BlockPlan): Value =>
  block.order === 'post' ? postActivation(branch, x, block) : preActivation(branch, x, block);

/** Output of the last block → what is pooled, in float32: after ResNetV2's final norm. `[batch, height, width, channels]` */
function lastMap(branch: Branch, x: Value): Value {
  const { graph, plan } = branch;
  const y = plan.finalNorm ? normRelu(branch, x, plan.finalNorm, 'stage4') : x;
  return cast(graph, y, 'float32');
}

/** Feature map → pooled features `[batch, channels]`. */
export const pool = ({ graph }: Branch, map: Value): Value => mean(graph, map, [1, 2]);

function residualBlocks(branch: Branch, x: Value, from: number, to: number): Value {
  let y = from < 0 ? stem(branch, x) : x;
  for (const block of branch.plan.blocks.slice(Math.max(from, 0), to)) y = residualBlock(branch, y, block);
  return y;
}

/** Normalised images → the last feature map, whose mean over height and width is the pooled features. */
export const featureMap = (branch: Branch, normalised: Value): Value =>
  lastMap(branch, residualBlocks(branch, normalised, -1, branch.plan.blocks.length));

/** Pooled features → logits `[batch, classes]`, always in float32. */
export function classify(branch: Branch, features: Value, classes: number): Value {
  const { graph, plan } = branch;
  const { weight, bias, inFeatures } = plan.classifier;
  const trained = branch.mode('head') !== 'frozen';
  const value = (name: string, shape: number[]) =>
    trained ? variable(branch.variables!, name, shape).read : constant(graph, tensorOf(branch.tensors, name).data, shape);
  return biasAdd(graph, matMul(graph, features, value(weight, [classes, inFeatures]), false, true), value(bias, [classes]));
}

/**
 * The network from block `from` (-1: from normalised images) up to block `to` (`blocks.length`: pooled features).
 * Positions are those of `cutIndex`.
 */
export function trunk(branch: Branch, x: Value, from: number, to: number): Value {
  const { blocks } = branch.plan;
  if (to < 0 || from > to) throw new RangeError(`from ${from} to ${to}`);
  const y = residualBlocks(branch, x, from, to);
  return to === blocks.length && from < blocks.length ? pool(branch, lastMap(branch, y)) : y;
}

/** Shape of one image's features at a cut position, without the batch. */
export function featureShape(plan: Branch['plan'], position: number, imageSize: number): number[] {
  if (position < 0) return [imageSize, imageSize, 3];
  if (position === plan.blocks.length) return [plan.classifier.inFeatures];
  // The stem halves twice: 7x7 stride 2 padded 3, then 3x3 stride 2 padded 1.
  let size = Math.floor((Math.floor((imageSize - 1) / 2) + 1 - 1) / 2) + 1;
  for (const block of plan.blocks.slice(0, position)) size = Math.floor((size - 1) / block.stride) + 1;
  return [size, size, plan.blocks[position]!.inChannels];
}

export type { FloatType };
