import type { Feed, Values } from '../engine/session.ts';
import type { Bends, Ways } from '../evaluation/exact-head/feature-products.ts';
import { bitcast, cast, identity } from '../graph/array-ops.ts';
import { placeholder } from '../graph/graph.ts';
import type { Graph, Shape, Value } from '../graph/graph.ts';
import { add, matMul, multiply, subtract, sum } from '../graph/math-ops.ts';

// float64 as the binding can carry it, which has arrays of float32, int32 and uint8 alone.

export const pairs = (values: Float64Array, shape: readonly number[]): Feed => ({
  shape: [...shape, 2],
  values: new Int32Array(values.buffer, values.byteOffset, values.length * 2),
});

export const doublesOf = (values: Values): Float64Array =>
  values.byteOffset % 8 === 0
    ? new Float64Array(values.buffer, values.byteOffset, values.byteLength / 8)
    : new Float64Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));

/** Where `pairs` are fed. */
export const doubles = (graph: Graph, name: string, shape: Shape): Value => bitcast(graph, placeholder(graph, name, 'int32', [...shape, 2]), 'float64', shape);

export const singles = (values: Float64Array, shape: readonly number[]): Feed => ({ shape, values: Float32Array.from(values) });

/** What is fetched as pairs under `name`. */
export function told(graph: Graph, value: Value, name: string): void {
  identity(graph, bitcast(graph, cast(graph, value, 'float64'), 'int32', [...value.shape, 2]), name);
}

/** Products of `rows` (float32), told as doubles, and `bend` of `FeatureProducts` with them. */
export function addRoughProducts(graph: Graph, rows: Value): void {
  const fed = (name: string, shape: Shape = [null, null]) => placeholder(graph, name, 'float32', shape);
  const dimensions = rows.shape[1]!;
  told(graph, matMul(graph, rows, fed('rough-weights', [null, dimensions]), false, true), 'rough-forward');
  told(graph, matMul(graph, fed('rough-residuals'), rows, true), 'rough-backward');
  const along = add(graph, matMul(graph, rows, fed('ways', [null, dimensions]), false, true), fed('biases', [null]));
  const ofHead = fed('of-head');
  const overClasses = (of: string): Value => matMul(graph, matMul(graph, multiply(graph, fed(of), along), ofHead), ofHead, false, true);
  // First what is exactly 0 for the likeliest class.
  const beyond = subtract(graph, along, overClasses('likeliest'));
  const changes = multiply(graph, fed('shares'), subtract(graph, beyond, overClasses('doubts')));
  identity(graph, matMul(graph, changes, rows, true), 'bent');
  identity(graph, sum(graph, changes, [0]), 'bent-biases');
}

/** What `addRoughProducts` asks of the rows from `from` for `bend`. */
export function bendFeeds({ weights, biases }: Ways, { columns, free, ofHead, likeliest, doubts, shares }: Bends, from: number, rows: number): Readonly<Record<string, Feed>> {
  const ofRows = (values: Float32Array): Feed => ({ shape: [rows, columns], values: values.subarray(from * columns, (from + rows) * columns) });
  return {
    ways: { shape: [columns, weights.length / columns], values: weights },
    biases: { shape: [columns], values: biases },
    'of-head': { shape: [columns, columns / free], values: ofHead },
    likeliest: ofRows(likeliest),
    doubts: ofRows(doubts),
    shares: ofRows(shares),
  };
}
