import { addValue, ints } from './graph.ts';
import type { Graph, Shape, Value } from './graph.ts';

/** Shape of an elementwise operation on two values, NumPy's rules. */
function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = i < rank - a.length ? 1 : a[i - rank + a.length]!;
    const right = i < rank - b.length ? 1 : b[i - rank + b.length]!;
    return left === 1 ? right : left;
  });
}

const binary =
  (op: string) =>
  (graph: Graph, a: Value, b: Value): Value =>
    addValue(graph, {
      op,
      inputs: [a, b],
      dtype: a.dtype,
      shape: broadcastShape(a.shape, b.shape),
      attributes: { T: { type: a.dtype } },
    });

export const add = binary('AddV2');
export const subtract = binary('Sub');
export const multiply = binary('Mul');

/** a >= b, as bool; broadcasts. */
export const greaterEqual = (graph: Graph, a: Value, b: Value): Value =>
  addValue(graph, {
    op: 'GreaterEqual',
    inputs: [a, b],
    dtype: 'bool',
    shape: broadcastShape(a.shape, b.shape),
    attributes: { T: { type: a.dtype } },
  });

const unary =
  (op: string) =>
  (graph: Graph, x: Value): Value =>
    addValue(graph, { op, inputs: [x], dtype: x.dtype, shape: x.shape, attributes: { T: { type: x.dtype } } });

export const relu = unary('Relu');
export const sigmoid = unary('Sigmoid');
export const square = unary('Square');
/** 1 / sqrt(x) */
export const rsqrt = unary('Rsqrt');
export const negate = unary('Neg');
/** Over the last axis; `[batch, classes]`. */
export const logSoftmax = (graph: Graph, logits: Value): Value =>
  addValue(graph, {
    op: 'LogSoftmax',
    inputs: [logits],
    dtype: logits.dtype,
    shape: logits.shape,
    attributes: { T: { type: logits.dtype } },
  });
export const softmax = (graph: Graph, logits: Value): Value =>
  addValue(graph, {
    op: 'Softmax',
    inputs: [logits],
    dtype: logits.dtype,
    shape: logits.shape,
    attributes: { T: { type: logits.dtype } },
  });

const reduction =
  (op: string) =>
  (graph: Graph, x: Value, axes: readonly number[], keepDims = false): Value => {
    const shape = keepDims
      ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
      : x.shape.filter((_, i) => !axes.includes(i));
    const attributes = { T: { type: x.dtype }, Tidx: { type: 'int32' }, keep_dims: { b: keepDims } } as const;
    return addValue(graph, { op, inputs: [x, ints(graph, axes)], dtype: x.dtype, shape, attributes });
  };

export const sum = reduction('Sum');
export const mean = reduction('Mean');

export function matMul(graph: Graph, a: Value, b: Value, transposeA = false, transposeB = false): Value {
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!] as Shape;
  const attributes = { T: { type: a.dtype }, transpose_a: { b: transposeA }, transpose_b: { b: transposeB } } as const;
  return addValue(graph, { op: 'MatMul', inputs: [a, b], dtype: a.dtype, shape, attributes });
}

/** Sum of values of one shape. */
export function addAll(graph: Graph, values: readonly Value[]): Value {
  const [first] = values as [Value];
  if (values.length === 1) return first;
  const attributes = { T: { type: first.dtype }, N: { i: values.length } } as const;
  return addValue(graph, { op: 'AddN', inputs: values, dtype: first.dtype, shape: first.shape, attributes });
}
