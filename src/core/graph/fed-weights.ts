import { cast, identity } from './array-ops.ts';
import type { FloatType } from './dtype.ts';
import { addOperation, addValue, constant, placeholder, scalar } from './graph.ts';
import type { Graph, Value } from './graph.ts';

/** Fetched once with `weightFeeds`, before anything else of such a graph. */
export const weightsFed = 'weights_fed';

/**
 * The weight of a frozen convolution, `[kernel, kernel, in / groups, out]`: a constant of the graph, or fed where the graph has a list for
 * it. TensorFlow copies the constants of a graph about ten times over while it prepares it.
 */
export function frozenConvolution(graph: Graph, values: Float32Array, shape: readonly number[], dtype: FloatType): Value {
  if (!graph.fedWeights) return constant(graph, values, shape, dtype);
  const name = `weight_${graph.fedWeights.length}`;
  const attributes = { dtype: { type: dtype } } as const;
  const handle = addValue(graph, { op: 'VarHandleOp', dtype: 'resource', shape: [], attributes: { ...attributes, shape: { shape }, shared_name: { s: name }, container: { s: '' } } });
  const input = placeholder(graph, name, 'float32', shape);
  // A variable must not keep memory that belongs to JavaScript; a cast makes a copy of its own.
  const own = dtype === 'float32' ? addValue(graph, { op: 'DeepCopy', inputs: [input], dtype, shape, attributes: { T: { type: dtype } } }) : cast(graph, input, dtype);
  const assigned = addOperation(graph, { op: 'AssignVariableOp', inputs: [handle, own], outputs: [], attributes });
  graph.fedWeights.push({ input, values, assigned });
  return addValue(graph, { op: 'ReadVariableOp', inputs: [handle], dtype, shape, attributes });
}

/** Ends a graph with a list of fed weights: adds `weightsFed`, takes the values out of the list and returns them under their inputs' names. */
export function weightFeeds(graph: Graph): Record<string, { shape: readonly number[]; values: Float32Array }> {
  const fed = graph.fedWeights?.splice(0) ?? [];
  identity(graph, scalar(graph, 1), weightsFed, fed.map(({ assigned }) => assigned));
  return Object.fromEntries(fed.map(({ input, values }) => [input.name, { shape: input.shape as number[], values }]));
}
