import type { Feed, Values } from '../engine/session.ts';
import { bitcast, cast, identity } from '../graph/array-ops.ts';
import { placeholder } from '../graph/graph.ts';
import type { Graph, Shape, Value } from '../graph/graph.ts';

// float64 as the binding can carry it, which has arrays of float32, int32 and uint8 alone.

/** What a product is computed in. */
export type ProductType = 'float64' | 'float32';

export const pairs = (values: Float64Array, shape: readonly number[]): Feed => ({
  shape: [...shape, 2],
  values: new Int32Array(values.buffer, values.byteOffset, values.length * 2),
});

export const doublesOf = (values: Values): Float64Array =>
  values.byteOffset % 8 === 0
    ? new Float64Array(values.buffer, values.byteOffset, values.byteLength / 8)
    : new Float64Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));

/** Where `pairs` are fed. */
export const doubles = (graph: Graph, name: string, shape: Shape, dtype: ProductType = 'float64'): Value => {
  const given = bitcast(graph, placeholder(graph, name, 'int32', [...shape, 2]), 'float64', shape);
  return dtype === 'float64' ? given : cast(graph, given, dtype);
};

/** What is fetched as pairs under `name`. */
export function told(graph: Graph, value: Value, name: string): void {
  identity(graph, bitcast(graph, cast(graph, value, 'float64'), 'int32', [...value.shape, 2]), name);
}
