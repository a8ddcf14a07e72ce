import { openSession } from '../src/core/engine/session.ts';
import { cast, identity } from '../src/core/graph/array-ops.ts';
import type { FloatType } from '../src/core/graph/dtype.ts';
import { constant, createGraph, placeholder } from '../src/core/graph/graph.ts';
import { matMul, sum } from '../src/core/graph/math-ops.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';

/** A product of two matrices `[side, side]` in this program's engine, its result summed so that nothing large comes back: `side` ** 3 multiply-adds a call. */
export function productWork(precision: FloatType, side: number): () => void {
  const graph = createGraph();
  const values = constant(graph, new Float32Array(side * side).fill(0.5), [side, side]);
  const scale = placeholder(graph, 'scale', 'float32', [side, side]);
  identity(graph, sum(graph, cast(graph, matMul(graph, cast(graph, values, precision), cast(graph, scale, precision)), 'float32'), [0, 1]), 'out');
  const session = openSession(encodeSavedModel(graph));
  const fed = { shape: [side, side], values: new Float32Array(side * side).fill(0.5) };
  return () => void session.run({ scale: fed }, ['out']);
}
