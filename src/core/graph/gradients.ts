import { broadcastTo, cast, reshape, reshapeTo, shapeOf, slice, subsample } from './array-ops.ts';
import { addOperation, addValue, constant, ints, scalar } from './graph.ts';
import type { Graph, Operation, Shape, Value } from './graph.ts';
import type { FloatType } from './dtype.ts';
import { addAll, matMul, multiply, negate, subtract, sum } from './math-ops.ts';
import { elementCount } from '../tensor.ts';

/** Gradients for the inputs of an operation, given that of its first output; `undefined` where there is none. */
type Gradient = (graph: Graph, operation: Operation, dy: Value, wanted: readonly boolean[]) => (Value | undefined)[];

/** Sums a gradient over the axes along which its value was broadcast. */
function unbroadcast(graph: Graph, dy: Value, shape: Shape): Value {
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((size, i) => (i < lead || (shape[i - lead] === 1 && size !== 1) ? [i] : []));
  if (axes.length === 0) return dy;
  return reshape(graph, sum(graph, dy, axes), shape);
}

const inputs = (operation: Operation) => operation.inputs as [Value, Value];
const typed = (x: Value) => ({ T: { type: x.dtype } }) as const;

/** Spreads a gradient back over the axes an operation reduced. */
function spread(graph: Graph, operation: Operation, dy: Value): Value {
  const [x] = inputs(operation);
  const axes = reducedAxes(operation);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const sizes = shapeOf(graph, x);
  const isStatic = kept.filter((size) => size === null).length <= 1;
  const column = isStatic ? reshape(graph, dy, kept) : reshapeTo(graph, dy, sizes, kept);
  return broadcastTo(graph, column, sizes, x.shape);
}

/** The values of the second input, a vector of int32 known now. */
function knownInts(operation: Operation): number[] {
  const tensor = operation.inputs[1]!.producer.attributes.value as { tensor: { content: Uint8Array } };
  const { content } = tensor.tensor;
  return [...new Int32Array(content.buffer, content.byteOffset, content.byteLength / 4)];
}

const reducedAxes = (operation: Operation): number[] => knownInts(operation);

const convGradient: Gradient = (graph, operation, dy, wanted) => {
  const [x, weight] = inputs(operation);
  const { attributes } = operation;
  return [
    wanted[0]
      ? addValue(graph, {
          op: 'Conv2DBackpropInput',
          inputs: [shapeOf(graph, x), weight, dy],
          dtype: x.dtype,
          shape: x.shape,
          attributes,
        })
      : undefined,
    wanted[1] ? filterGradient(graph, operation, dy) : undefined,
  ];
};

/**
 * oneDNN's kernel for AVX-512 writes beyond its memory where a strided 1x1 convolution has an input of fewer than 16 channels (in TensorFlow 2.21, float32): from
 * 64 pixels on it ends the process. There the pixels that count are taken first, as that kernel does itself; where whole blocks of 16 are, it is left alone.
 */
function filterGradient(graph: Graph, operation: Operation, dy: Value): Value {
  const [x, weight] = inputs(operation);
  const [kernel, , channels] = weight.shape as number[];
  const [, stride] = (operation.attributes.strides as { ints: readonly number[] }).ints as [number, number];
  const takesPixels = kernel === 1 && stride > 1 && channels! % 16 !== 0;
  return addValue(graph, {
    op: 'Conv2DBackpropFilter',
    inputs: [takesPixels ? subsample(graph, x, stride) : x, ints(graph, weight.shape as number[]), dy],
    dtype: weight.dtype,
    shape: weight.shape,
    attributes: takesPixels ? { ...operation.attributes, strides: { ints: [1, 1, 1, 1] } } : operation.attributes,
  });
}

const padGradient: Gradient = (graph, operation, dy) => {
  const [x] = inputs(operation);
  const before = knownInts(operation).filter((_, i) => i % 2 === 0);
  return [
    slice(
      graph,
      dy,
      before,
      x.shape.map((size) => size ?? -1),
      x.shape,
    ),
  ];
};

const stridedSliceGradient: Gradient = (graph, operation, dy) => {
  const [x, begin, end, strides] = operation.inputs as [Value, Value, Value, Value];
  return [
    addValue(graph, {
      op: 'StridedSliceGrad',
      inputs: [shapeOf(graph, x), begin, end, strides, dy],
      dtype: x.dtype,
      shape: x.shape,
      attributes: operation.attributes,
    }),
  ];
};

const batchNormGradient: Gradient = (graph, operation, dy) => {
  const [x, scale] = inputs(operation);
  const { exponential_avg_factor: _, ...attributes } = operation.attributes;
  const gradient = addOperation(graph, {
    op: 'FusedBatchNormGradV3',
    inputs: [dy, x, scale, ...operation.outputs.slice(3, 6)],
    outputs: [
      { dtype: x.dtype, shape: x.shape },
      { dtype: 'float32', shape: scale.shape },
      { dtype: 'float32', shape: scale.shape },
    ],
    attributes,
  });
  return gradient.outputs;
};

const count = (shape: Shape, axes: readonly number[]) => elementCount(axes.map((axis) => shape[axis]!));

const gradientOf: Readonly<Record<string, Gradient>> = {
  AddV2: (graph, operation, dy) => operation.inputs.map((x) => unbroadcast(graph, dy, x.shape)),
  Sub: (graph, operation, dy) => {
    const [a, b] = inputs(operation);
    return [unbroadcast(graph, dy, a.shape), negate(graph, unbroadcast(graph, dy, b.shape))];
  },
  Mul: (graph, operation, dy, wanted) => {
    const [a, b] = inputs(operation);
    return [
      wanted[0] ? unbroadcast(graph, multiply(graph, dy, b), a.shape) : undefined,
      wanted[1] ? unbroadcast(graph, multiply(graph, dy, a), b.shape) : undefined,
    ];
  },
  Neg: (graph, _operation, dy) => [negate(graph, dy)],
  Square: (graph, operation, dy) => {
    const [x] = inputs(operation);
    return [multiply(graph, dy, multiply(graph, x, scalar(graph, 2, x.dtype as FloatType)))];
  },
  Rsqrt: (graph, operation, dy) => {
    const [y] = operation.outputs as [Value];
    return [addValue(graph, { op: 'RsqrtGrad', inputs: [y, dy], dtype: y.dtype, shape: y.shape, attributes: typed(y) })];
  },
  Relu: (graph, operation, dy) => {
    const [y] = operation.outputs as [Value];
    return [addValue(graph, { op: 'ReluGrad', inputs: [dy, y], dtype: y.dtype, shape: y.shape, attributes: typed(y) })];
  },
  Sigmoid: (graph, operation, dy) => {
    const [y] = operation.outputs as [Value];
    return [addValue(graph, { op: 'SigmoidGrad', inputs: [y, dy], dtype: y.dtype, shape: y.shape, attributes: typed(y) })];
  },
  LogSoftmax: (graph, operation, dy) => {
    const [y] = operation.outputs as [Value];
    const probabilities = addValue(graph, { op: 'Exp', inputs: [y], dtype: y.dtype, shape: y.shape, attributes: typed(y) });
    return [subtract(graph, dy, multiply(graph, probabilities, sum(graph, dy, [y.shape.length - 1], true)))];
  },
  Sum: (graph, operation, dy) => [spread(graph, operation, dy)],
  Mean: (graph, operation, dy) => {
    const [x] = inputs(operation);
    const share = scalar(graph, 1 / count(x.shape, reducedAxes(operation)), dy.dtype as FloatType);
    return [spread(graph, operation, multiply(graph, dy, share))];
  },
  MatMul: (graph, operation, dy, wanted) => {
    const [a, b] = inputs(operation);
    const { transpose_a: ta, transpose_b: tb } = operation.attributes as unknown as Record<string, { b: boolean }>;
    if (ta!.b) throw new Error('No gradient for MatMul with a transposed first factor');
    return [
      wanted[0] ? matMul(graph, dy, b, false, !tb!.b) : undefined,
      wanted[1] ? (tb!.b ? matMul(graph, dy, a, true, false) : matMul(graph, a, dy, true, false)) : undefined,
    ];
  },
  Cast: (graph, operation, dy) => [cast(graph, dy, operation.inputs[0]!.dtype)],
  Identity: (_graph, _operation, dy) => [dy],
  Snapshot: (_graph, _operation, dy) => [dy],
  Reshape: (graph, operation, dy) => {
    const [x] = inputs(operation);
    return [reshapeTo(graph, dy, shapeOf(graph, x), x.shape)];
  },
  BiasAdd: (graph, operation, dy) => {
    const [, bias] = inputs(operation);
    const { attributes } = operation;
    // TensorFlow computes it in one with the gradient of a convolution's weights where both read the same value. In float32 oneDNN then takes up to sixteen times
    // as long for it as TensorFlow for a table of rows (docs/decisions/0068); in bfloat16 it is the other way round.
    const read = dy.dtype === 'float32' ? reshape(graph, dy, [null, bias.shape[0]!]) : dy;
    return [dy, addValue(graph, { op: 'BiasAddGrad', inputs: [read], dtype: bias.dtype, shape: bias.shape, attributes })];
  },
  Conv2D: convGradient,
  Pad: padGradient,
  PadV2: padGradient,
  StridedSlice: stridedSliceGradient,
  MaxPool: (graph, operation, dy) => {
    const [x] = inputs(operation);
    const { outputs, attributes } = operation;
    return [
      addValue(graph, { op: 'MaxPoolGrad', inputs: [x, outputs[0]!, dy], dtype: x.dtype, shape: x.shape, attributes }),
    ];
  },
  FusedBatchNormV3: batchNormGradient,
};

/**
 * Reverse-mode gradients of a scalar with respect to `targets`, built only along the paths that lead to them:
 * nothing is computed for a frozen part.
 * @returns one value per target, in its dtype and shape
 */
export function gradients(graph: Graph, loss: Value, targets: readonly Value[]): Value[] {
  const reaches = new Set<Operation>(targets.map((target) => target.producer));
  const forward = graph.operations.slice(0, graph.operations.indexOf(loss.producer) + 1);
  for (const operation of forward) {
    // Sizes do not change with values.
    if (operation.op === 'Shape') continue;
    if (operation.inputs.some((input) => reaches.has(input.producer))) reaches.add(operation);
  }
  const pending = new Map<string, Value[]>([[loss.name, [constant(graph, Float32Array.of(1), [])]]]);
  const accumulated = (value: Value): Value | undefined => {
    const parts = pending.get(value.name);
    return parts && addAll(graph, parts);
  };
  const results = new Map<string, Value>();
  const wantedNames = new Set(targets.map((target) => target.name));
  for (const operation of forward.reverse()) {
    if (!reaches.has(operation)) continue;
    const [output] = operation.outputs;
    const dy = output && accumulated(output);
    if (!dy) continue;
    if (wantedNames.has(output.name)) results.set(output.name, dy);
    const wanted = operation.inputs.map((input) => reaches.has(input.producer));
    if (!wanted.includes(true)) continue;
    const gradient = gradientOf[operation.op];
    if (!gradient) throw new Error(`No gradient for ${operation.op}`);
    for (const [i, dx] of gradient(graph, operation, dy, wanted).entries()) {
      const input = operation.inputs[i]!;
      if (!dx || !wanted[i]) continue;
      const parts = pending.get(input.name);
      if (parts) parts.push(dx);
      else pending.set(input.name, [dx]);
    }
  }
  return targets.map((target) => {
    const result = results.get(target.name);
    if (!result) throw new Error(`The loss does not depend on ${target.name}`);
    return result;
  });
}
