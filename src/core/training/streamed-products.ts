import { openSession } from '../engine/session.ts';
import { centreOf } from '../evaluation/exact-head/feature-products.ts';
import type { FeatureProducts } from '../evaluation/exact-head/feature-products.ts';
import { columnSums } from '../evaluation/exact-head/head-rows.ts';
import { cast } from '../graph/array-ops.ts';
import { createGraph, placeholder } from '../graph/graph.ts';
import { matMul } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { collectYoung } from './collect-garbage.ts';
import { addRoughProducts, bendFeeds, doubles, doublesOf, pairs, singles, told } from './engine-doubles.ts';
import type { EngineProducts } from './engine-products.ts';
import { eachBlock } from './feature-blocks.ts';
import type { FeatureBlocks } from './feature-blocks.ts';

function* valuesOf(features: FeatureBlocks): Generator<Float32Array> {
  for (const { values } of eachBlock(features)) yield values;
}

/** What `mean` makes of each column of weights `[columns, dimensions]`. */
function offsetsOf(weights: ArrayLike<number>, columns: number, mean: Float64Array): Float64Array {
  const offsets = new Float64Array(columns);
  for (let c = 0; c < columns; c++) for (let j = 0; j < mean.length; j++) offsets[c]! += weights[c * mean.length + j]! * mean[j]!;
  return offsets;
}

/** Takes its column's off each of `values` `[rows, columns]`. */
function takeOff(values: Float64Array, offsets: Float64Array): void {
  for (let i = 0; i < values.length; i += offsets.length) for (let c = 0; c < offsets.length; c++) values[i + c]! -= offsets[c]!;
}

/** Adds up what residuals make of blocks of rows, and takes off what `mean` would make of them. */
function sumOfBlocks(columns: number, mean: Float64Array) {
  const all = new Float64Array(columns * mean.length);
  /** Of the residuals of each column. */
  const sums = new Float64Array(columns);
  return {
    sums,
    add(part: ArrayLike<number>, partSums: ArrayLike<number>): void {
      for (let j = 0; j < all.length; j++) all[j]! += part[j]!;
      for (let c = 0; c < columns; c++) sums[c]! += partSums[c]!;
    },
    told(): Float64Array {
      for (let c = 0; c < columns; c++) for (let j = 0; j < mean.length; j++) all[c * mean.length + j]! -= sums[c]! * mean[j]!;
      return all;
    },
  };
}

/**
 * Products with features that pass through the engine a block at a time, of which nothing stays there. The mean is taken off the products and not
 * off the rows, which costs no pass over them: (x - mean) w = x w - mean w.
 * @throws StudioError `engine-failed` | `out-of-memory`
 */
export function streamedProducts(features: FeatureBlocks): EngineProducts {
  const { rows, dimensions } = features;
  const centre = centreOf(valuesOf(features), rows, dimensions);
  const { mean, unit } = centre;
  const perUnit = <T extends Float64Array | Float32Array>(values: T): T => (unit === 1 ? values : (values.map((value) => value / unit) as T));
  const graph = createGraph();
  const given = placeholder(graph, 'features', 'float32', [null, dimensions]);
  const block = cast(graph, given, 'float64');
  told(graph, matMul(graph, block, doubles(graph, 'weights', [null, dimensions]), false, true), 'forward');
  told(graph, matMul(graph, doubles(graph, 'residuals', [null, null]), block, true), 'backward');
  addRoughProducts(graph, given);
  const session = openSession(encodeSavedModel(graph));
  const run = (values: Float32Array, feeds: Parameters<typeof session.run>[0], ...fetched: string[]) => session.run({ ...feeds, features: { shape: [values.length / dimensions, dimensions], values } }, fetched);
  let answers = new Float64Array(0);

  const exactly = { fed: (name: string, values: Float64Array, shape: readonly number[]) => ({ [name]: pairs(values, shape) }), forward: 'forward', backward: 'backward' };
  const roughly: typeof exactly = { fed: (name, values, shape) => ({ [`rough-${name}`]: singles(values, shape) }), forward: 'rough-forward', backward: 'rough-backward' };

  const products = ({ fed, forward, backward }: typeof exactly): Pick<FeatureProducts, 'forward' | 'backward'> => ({
    forward(raw, columns) {
      const weights = perUnit(raw);
      if (answers.length < rows * columns) answers = new Float64Array(rows * columns);
      const feeds = fed('weights', weights, [columns, dimensions]);
      const offsets = offsetsOf(weights, columns, mean);
      for (const { from, values } of eachBlock(features)) {
        const part = doublesOf(run(values, feeds, forward)[0]!);
        takeOff(part, offsets);
        answers.set(part, from * columns);
      }
      return answers.subarray(0, rows * columns);
    },
    backward(residuals, columns) {
      const sum = sumOfBlocks(columns, mean);
      for (const { from, values } of eachBlock(features)) {
        const own = residuals.subarray(from * columns, from * columns + (values.length / dimensions) * columns);
        sum.add(doublesOf(run(values, fed('residuals', own, [own.length / columns, columns]), backward)[0]!), columnSums(own, columns));
      }
      return perUnit(sum.told());
    },
  });
  const about = {
    rows,
    dimensions,
    ...centre,
    bend({ weights: raw, biases }, bends) {
      const weights = perUnit(raw);
      const offsets = offsetsOf(weights, bends.columns, mean);
      const ways = { weights, biases: biases.map((bias, c) => bias - offsets[c]!) };
      const sum = sumOfBlocks(bends.columns, mean);
      for (const { from, values } of eachBlock(features)) {
        const [bent, sums] = run(values, bendFeeds(ways, bends, from, values.length / dimensions), 'bent', 'bent-biases');
        sum.add(bent!, sums!);
      }
      collectYoung();
      return { weights: Float32Array.from(perUnit(sum.told())), biases: Float32Array.from(sum.sums) };
    },
  } satisfies Partial<FeatureProducts>;
  return { ...about, ...products(exactly), rough: { ...about, ...products(roughly) }, close: session.close };
}
