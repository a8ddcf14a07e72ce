import { cast, padSpatial } from '../../graph/array-ops.ts';
import { constant, scalar } from '../../graph/graph.ts';
import type { Graph, Value } from '../../graph/graph.ts';
import { add, mean, multiply, relu } from '../../graph/math-ops.ts';
import { maxPool } from '../../graph/network-ops.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import { blockSizes, stemGeometry } from '../geometry.ts';
import { stagesOf } from '../plan/net-plan.ts';
import { residualBlock } from './block-graph.ts';
import type { Branch } from './branch.ts';
import { convolution, convolutionNorm } from './layers.ts';
import { normRelu } from './norms.ts';

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

/** Normalised images `[batch, size, size, 3]` → what enters the first block, of `stemSize` and the stem's channels. */
export function stem(branch: Branch, normalised: Value): Value {
  const { graph, plan } = branch;
  const x = cast(graph, normalised, branch.compute);
  const { kind, conv, norm, poolPadding } = plan.stem;
  const y = norm ? convolutionNorm(branch, x, conv, norm, 'stem', true) : convolution(branch, x, conv, 'stem');
  const { pool: window } = stemGeometry[kind];
  if (!window) return y;
  const outside = poolPadding === 'zero' ? undefined : scalar(graph, -Infinity, branch.compute);
  return maxPool(graph, padSpatial(graph, y, window.kernel >> 1, outside), window.kernel, window.stride);
}

/** Output of the last block → what is pooled, in float32. `[batch, height, width, channels]` */
export function lastMap(branch: Branch, x: Value): Value {
  const { graph, plan } = branch;
  const { norm, isRectified, part } = plan.final;
  const y = norm ? normRelu(branch, x, norm, part) : isRectified ? relu(graph, x) : x;
  return cast(graph, y, 'float32');
}

/** Feature map → pooled features `[batch, channels]`. */
export const pool = ({ graph }: Branch, map: Value): Value => mean(graph, map, [1, 2]);

function blocksOf(branch: Branch, x: Value, from: number, to: number): Value {
  let y = from < 0 ? stem(branch, x) : x;
  for (const block of branch.plan.blocks.slice(Math.max(from, 0), to)) y = residualBlock(branch, y, block);
  return y;
}

/** Normalised images → the last feature map, whose mean over height and width is the pooled features. */
export const featureMap = (branch: Branch, normalised: Value): Value =>
  lastMap(branch, blocksOf(branch, normalised, -1, branch.plan.blocks.length));

/** Normalised images → what leaves each stage in float32, the last with what follows all blocks. */
export function stageMaps(branch: Branch, normalised: Value): Value[] {
  let y = stem(branch, normalised);
  const maps = stagesOf(branch.plan).map((blocks) => {
    for (const block of blocks) y = residualBlock(branch, y, block);
    return y;
  });
  return [...maps.slice(0, -1).map((map) => cast(branch.graph, map, 'float32')), lastMap(branch, y)];
}

/**
 * Pooled features `[batch, channels]` of the network ended after its stem and after each block. Where it has a norm after all blocks, which
 * nobody has trained for an earlier end, earlier ones have its ReLU alone.
 */
export function pooledAfterEach(branch: Branch, normalised: Value): Value[] {
  const { graph, plan } = branch;
  let y = stem(branch, normalised);
  const end = (x: Value): Value => pool(branch, cast(graph, plan.final.isRectified ? relu(graph, x) : x, 'float32'));
  const ends = [end(y)];
  for (const [at, block] of plan.blocks.entries()) {
    y = residualBlock(branch, y, block);
    ends.push(at === plan.blocks.length - 1 ? pool(branch, lastMap(branch, y)) : end(y));
  }
  return ends;
}

/**
 * The network from block `from` (-1: from normalised images) up to block `to` (`blocks.length`: pooled features).
 * Positions are those of `cutIndex`.
 */
export function trunk(branch: Branch, x: Value, from: number, to: number): Value {
  const { blocks } = branch.plan;
  if (to < 0 || from > to) throw new RangeError(`from ${from} to ${to}`);
  const y = blocksOf(branch, x, from, to);
  return to === blocks.length && from < blocks.length ? pool(branch, lastMap(branch, y)) : y;
}

/** Shape of one image's features at a cut position, without the batch. */
export function featureShape({ stem: { kind }, blocks, features }: Branch['plan'], position: number, imageSize: number): number[] {
  if (position < 0) return [imageSize, imageSize, 3];
  if (position === blocks.length) return [features];
  const size = blockSizes(kind, blocks, imageSize)[position]!;
  return [size, size, blocks[position]!.inChannels];
}
