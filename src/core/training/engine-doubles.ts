import type { Feed, Values } from '../engine/session.ts';
import { bitcast, cast, identity } from '../graph/array-ops.ts';
import { placeholder } from '../graph/graph.ts';
import type { Graph, Shape, Value } from '../graph/graph.ts';
import { matMul } from '../graph/math-ops.ts';

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

/** Products of `rows` (float32) with `rough-weights` and with `rough-residuals`, as they come and `…-told` as doubles. */
export function addRoughProducts(graph: Graph, rows: Value): void {
  const dimensions = rows.shape[1]!;
  const products = {
    'rough-forward': matMul(graph, rows, placeholder(graph, 'rough-weights', 'float32', [null, dimensions]), false, true),
    'rough-backward': matMul(graph, placeholder(graph, 'rough-residuals', 'float32', [null, null]), rows, true),
  };
  for (const [name, product] of Object.entries(products)) {
    identity(graph, product, name);
    told(graph, product, `${name}-told`);
  }
}
