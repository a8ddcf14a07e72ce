import { openSession } from '../engine/session.ts';
import { columnMeans } from '../evaluation/exact-head/feature-products.ts';
import { columnSums } from '../evaluation/exact-head/head-rows.ts';
import { cast } from '../graph/array-ops.ts';
import { createGraph, placeholder } from '../graph/graph.ts';
import { matMul, subtract } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { doubles, doublesOf, pairs, told } from './engine-doubles.ts';
import type { ProductType } from './engine-doubles.ts';
import type { EngineProducts } from './engine-products.ts';
import { eachBlock } from './feature-blocks.ts';
import type { FeatureBlocks } from './feature-blocks.ts';

function* valuesOf(features: FeatureBlocks): Generator<Float32Array> {
  for (const { values } of eachBlock(features)) yield values;
}

/** What `mean` makes of each column of weights `[columns, dimensions]`. */
function offsetsOf(weights: Float64Array, columns: number, mean: Float64Array): Float64Array {
  const offsets = new Float64Array(columns);
  for (let c = 0; c < columns; c++) for (let j = 0; j < mean.length; j++) offsets[c]! += weights[c * mean.length + j]! * mean[j]!;
  return offsets;
}

/**
 * Products with features that pass through the engine a block at a time, of which nothing stays there. The mean is taken off the products and not
 * off the rows, which costs no pass over them: (x - mean) w = x w - mean w. In float32 sums are good to six digits.
 * @throws StudioError `engine-failed` | `out-of-memory`
 */
export function streamedProducts(features: FeatureBlocks, dtype: ProductType = 'float64'): EngineProducts {
  const { rows, dimensions } = features;
  const mean = columnMeans(valuesOf(features), rows, dimensions);
  const graph = createGraph();
  const block = cast(graph, placeholder(graph, 'features', 'float32', [null, dimensions]), dtype);
  const forward = matMul(graph, block, doubles(graph, 'weights', [null, dimensions], dtype), false, true);
  told(graph, subtract(graph, cast(graph, forward, 'float64'), doubles(graph, 'offsets', [null])), 'forward');
  told(graph, matMul(graph, doubles(graph, 'residuals', [null, null], dtype), block, true), 'backward');
  const session = openSession(encodeSavedModel(graph));
  const fed = (values: Float32Array) => ({ shape: [values.length / dimensions, dimensions], values });
  let answers = new Float64Array(0);
  return {
    rows,
    dimensions,
    mean,
    forward(weights, columns) {
      if (answers.length < rows * columns) answers = new Float64Array(rows * columns);
      const feeds = { weights: pairs(weights, [columns, dimensions]), offsets: pairs(offsetsOf(weights, columns, mean), [columns]) };
      for (const { from, values } of eachBlock(features)) {
        const [answer] = session.run({ ...feeds, features: fed(values) }, ['forward']);
        answers.set(doublesOf(answer!), from * columns);
      }
      return answers.subarray(0, rows * columns);
    },
    backward(residuals, columns) {
      const sums = columnSums(residuals, columns);
      const all = new Float64Array(columns * dimensions);
      for (let c = 0; c < columns; c++) for (let j = 0; j < dimensions; j++) all[c * dimensions + j] = -sums[c]! * mean[j]!;
      for (const { from, values } of eachBlock(features)) {
        const own = residuals.subarray(from * columns, from * columns + (values.length / dimensions) * columns);
        const [answer] = session.run({ residuals: pairs(own, [own.length / columns, columns]), features: fed(values) }, ['backward']);
        const part = doublesOf(answer!);
        for (let j = 0; j < all.length; j++) all[j]! += part[j]!;
      }
      return all;
    },
    close: session.close,
  };
}
