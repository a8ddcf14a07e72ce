import { shapeOf } from './array-ops.ts';
import { addValue, ints } from './graph.ts';
import type { Graph, Shape, Value } from './graph.ts';

/**
 * float32 in [0, 1), a function of `seed` (int32 `[2]`) and nothing else. `sizes` is the shape as an int32 vector, `shape` what is known
 * of it now.
 */
export function randomUniform(graph: Graph, sizes: Value, seed: Value, shape: Shape): Value {
  const attributes = { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } } as const;
  return addValue(graph, { op: 'StatelessRandomUniform', inputs: [sizes, seed], dtype: 'float32', shape, attributes });
}

/** `shape` as an int32 vector; sizes that are not known yet are those of `x`. */
export function sizesWith(graph: Graph, x: Value, shape: Shape): Value {
  if (shape.every((size) => size !== null)) return ints(graph, shape);
  const known = ints(graph, shape.map((size) => size ?? 0));
  const isOpen = ints(graph, shape.map((size) => (size === null ? 1 : 0)));
  const binary = (op: string, a: Value, b: Value) =>
    addValue(graph, { op, inputs: [a, b], dtype: 'int32', shape: [shape.length], attributes: { T: { type: 'int32' } } });
  return binary('AddV2', known, binary('Mul', isOpen, shapeOf(graph, x)));
}
