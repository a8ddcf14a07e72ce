import { addValue, ints, placeholder, scalar } from './graph.ts';
import type { Graph, Operation, Shape, Value } from './graph.ts';
import type { DType, FloatType } from './dtype.ts';

export function cast(graph: Graph, x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  const attributes = { SrcT: { type: x.dtype }, DstT: { type: dtype }, Truncate: { b: false } } as const;
  return addValue(graph, { op: 'Cast', inputs: [x], dtype, shape: x.shape, attributes });
}

/** At most one size of `shape` may be `null`; it is inferred when the graph runs. */
export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  const sizes = ints(
    graph,
    shape.map((size) => size ?? -1),
  );
  return reshapeTo(graph, x, sizes, shape);
}

/**
 * Where values come in, `[batch, ...shape]`. TensorFlow forgets the shape of whatever is fed when it plans a graph, and then does not fuse a
 * convolution with the sum behind it, as it cannot tell that nothing is broadcast; a reshape says it again (3 % of a forward pass of ResNet-50).
 */
export const sizedPlaceholder = (graph: Graph, name: string, dtype: DType, shape: readonly number[]): Value =>
  reshape(graph, placeholder(graph, name, dtype, [null, ...shape]), [null, ...shape]);

/** Reshape to the sizes in an int32 vector, for shapes known only at run time. */
export function reshapeTo(graph: Graph, x: Value, sizes: Value, shape: Shape): Value {
  const attributes = { T: { type: x.dtype }, Tshape: { type: 'int32' } } as const;
  return addValue(graph, { op: 'Reshape', inputs: [x, sizes], dtype: x.dtype, shape, attributes });
}

/** The run-time sizes of a value as an int32 vector. */
export function shapeOf(graph: Graph, x: Value): Value {
  if (x.shape.every((size) => size !== null)) return ints(graph, x.shape);
  const attributes = { T: { type: x.dtype }, out_type: { type: 'int32' } } as const;
  return addValue(graph, { op: 'Shape', inputs: [x], dtype: 'int32', shape: [x.shape.length], attributes });
}

/** Reinterprets the bits; `shape` is that of the result. */
export function bitcast(graph: Graph, x: Value, dtype: DType, shape: Shape): Value {
  return addValue(graph, {
    op: 'Bitcast',
    inputs: [x],
    dtype,
    shape,
    attributes: { T: { type: x.dtype }, type: { type: dtype } },
  });
}

export function identity(graph: Graph, x: Value, name?: string, after: readonly Operation[] = []): Value {
  return addValue(graph, {
    op: 'Identity',
    inputs: [x],
    dtype: x.dtype,
    shape: x.shape,
    attributes: { T: { type: x.dtype } },
    name,
    after,
  });
}

/** The same values behind an operation that TensorFlow does not plan away, as it does an identity; a copy where others read `x` too. */
export const snapshot = (graph: Graph, x: Value): Value => addValue(graph, { op: 'Snapshot', inputs: [x], dtype: x.dtype, shape: x.shape, attributes: { T: { type: x.dtype } } });

/**
 * Pads height and width of `[batch, height, width, channels]` by `amount` on every side with `fill` (a scalar value; zeros if left out).
 * Never the `EXPLICIT` padding of a convolution: that leaves oneDNN.
 */
export function padSpatial(graph: Graph, x: Value, amount: number, fill?: Value): Value {
  const [batch, height, width, channels] = x.shape as [number | null, number, number, number];
  const paddings = ints(graph, [0, 0, amount, amount, amount, amount, 0, 0], 2);
  return addValue(graph, {
    op: fill ? 'PadV2' : 'Pad',
    inputs: fill ? [x, paddings, fill] : [x, paddings],
    dtype: x.dtype,
    shape: [batch, height + 2 * amount, width + 2 * amount, channels],
    attributes: { T: { type: x.dtype }, Tpaddings: { type: 'int32' } },
  });
}

/**
 * Channels of zeros after those of `[batch, height, width, channels]`. Not by `Pad`: where they are added to what leaves a 1x1 convolution, TensorFlow 2.21 computes both in one, then takes
 * the `Pad` for one of the convolution's input, and the process ends.
 */
export function padChannels(graph: Graph, x: Value, amount: number): Value {
  if (amount === 0) return x;
  const paddings = ints(graph, [0, 0, 0, 0, 0, 0, 0, amount], 2);
  return addValue(graph, {
    op: 'PadV2',
    inputs: [x, paddings, scalar(graph, 0, x.dtype as FloatType)],
    dtype: x.dtype,
    shape: [...x.shape.slice(0, 3), (x.shape[3] as number) + amount],
    attributes: { T: { type: x.dtype }, Tpaddings: { type: 'int32' } },
  });
}

/** Row n of the first axis becomes row n + 1, the last the first. */
export const rollRows = (graph: Graph, x: Value): Value =>
  addValue(graph, {
    op: 'Roll',
    inputs: [x, ints(graph, [1]), ints(graph, [0])],
    dtype: x.dtype,
    shape: x.shape,
    attributes: { T: { type: x.dtype }, Tshift: { type: 'int32' }, Taxis: { type: 'int32' } },
  });

/** Rows and columns 0, stride, 2 stride … of `[batch, height, width, channels]`. */
export function subsample(graph: Graph, x: Value, stride: number): Value {
  if (stride === 1) return x;
  const size = (n: number | null | undefined) => Math.ceil((n as number) / stride);
  return addValue(graph, {
    op: 'StridedSlice',
    inputs: [x, ints(graph, [0, 0, 0, 0]), ints(graph, [0, 0, 0, 0]), ints(graph, [1, stride, stride, 1])],
    dtype: x.dtype,
    shape: [x.shape[0]!, size(x.shape[1]), size(x.shape[2]), x.shape[3]!],
    // All four ends are the axis' own.
    attributes: {
      T: { type: x.dtype },
      Index: { type: 'int32' },
      begin_mask: { i: 15 },
      end_mask: { i: 15 },
      ellipsis_mask: { i: 0 },
      new_axis_mask: { i: 0 },
      shrink_axis_mask: { i: 0 },
    },
  });
}

/** `sizes` of -1 take all that remains. */
export function slice(graph: Graph, x: Value, begin: readonly number[], sizes: readonly number[], shape: Shape): Value {
  const attributes = { T: { type: x.dtype }, Index: { type: 'int32' } } as const;
  return addValue(graph, {
    op: 'Slice',
    inputs: [x, ints(graph, begin), ints(graph, sizes)],
    dtype: x.dtype,
    shape,
    attributes,
  });
}

export function broadcastTo(graph: Graph, x: Value, sizes: Value, shape: Shape): Value {
  const attributes = { T: { type: x.dtype }, Tidx: { type: 'int32' } } as const;
  return addValue(graph, { op: 'BroadcastTo', inputs: [x, sizes], dtype: x.dtype, shape, attributes });
}
