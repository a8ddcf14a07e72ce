/**
 * What single operations take, by type. TensorFlow's library holds kernels that its compiler made for element-wise operations of float32 and float16; of
 * bfloat16 it has none of these, and its plain ones read two bytes at a time (docs/gpu.md). Beside them stands what could take their place.
 */
import { StudioError } from '../../src/core/errors.ts';
import { openSession } from '../../src/core/engine/session.ts';
import { bitcast, cast, identity } from '../../src/core/graph/array-ops.ts';
import type { FloatType } from '../../src/core/graph/dtype.ts';
import { addOperation, addValue, constant, createGraph, ints, placeholder } from '../../src/core/graph/graph.ts';
import type { Graph, Value } from '../../src/core/graph/graph.ts';
import { mean, relu, subtract } from '../../src/core/graph/math-ops.ts';
import { biasAdd, conv2d } from '../../src/core/graph/network-ops.ts';
import { encodeSavedModel } from '../../src/core/graph/saved-model.ts';
import { spreadOf } from '../spread.ts';

const [side, channels] = [56, 256];
const warmUps = 3;
const rounds = 7;
/** Times an operation stands in the longer of two graphs, whose difference is told. */
const longer = 11;

export interface OperationTime {
  readonly name: string;
  /** Or what TensorFlow said against it; a processor has no kernel for some. */
  readonly milliseconds: number | string;
}

/** `x` and `start` are `[batch, 56, 56, 256]`, `bias` is float32 `[256]`. */
type Chained = (graph: Graph, x: Value, start: Value, bias: Value) => Value;

const typed = (x: Value) => ({ T: { type: x.dtype } }) as const;
const reluGradient: Chained = (graph, dy, y) =>
  addValue(graph, { op: 'ReluGrad', inputs: [dy, y], dtype: y.dtype, shape: y.shape, attributes: typed(y) });
/** A bfloat16 is above 0 where its bits are above 0 as a float16; both types have one bit of sign, and zero is all zeros. */
const asHalf = (graph: Graph, x: Value) => bitcast(graph, x, 'float16', x.shape);
const asBfloat16 = (graph: Graph, x: Value) => bitcast(graph, x, 'bfloat16', x.shape);

/** relu(x + bias (+ side)) by TensorFlow's own operation for BatchNorm with what follows it. */
function biasSumRelu(graph: Graph, x: Value, bias: Value, added: readonly Value[]): Value {
  const vector = (value: number) => constant(graph, new Float32Array(channels).fill(value), [channels]);
  const statistics = Array.from({ length: 5 }, () => ({ dtype: 'float32', shape: [channels] }) as const);
  return addOperation(graph, {
    op: '_FusedBatchNormEx',
    // Of an operation's own name the underscore would come first, which a node's name must not.
    name: `bias_${graph.operations.length}`,
    inputs: [x, vector(1), bias, vector(0), vector(1), ...added],
    outputs: [{ dtype: x.dtype, shape: x.shape }, ...statistics],
    attributes: {
      ...typed(x),
      U: { type: 'float32' },
      epsilon: { f: 0 },
      exponential_avg_factor: { f: 1 },
      num_side_inputs: { i: added.length },
      activation_mode: { s: 'Relu' },
      data_format: { s: 'NHWC' },
      is_training: { b: false },
    },
  }).outputs[0]!;
}

const convolution =
  (kernel: number): Chained =>
  (graph, x) => {
    const values = Float32Array.from({ length: kernel ** 2 * channels ** 2 }, (_, i) => Math.sin(i) / (kernel * Math.sqrt(channels)));
    return conv2d(graph, x, constant(graph, values, [kernel, kernel, channels, channels], x.dtype as FloatType), 1, 'SAME');
  };

const everyType: Readonly<Record<string, Chained>> = {
  "ReLU's gradient": reluGradient,
  bias: (graph, x, _, bias) => biasAdd(graph, x, cast(graph, bias, x.dtype)),
  difference: (graph, x, start) => subtract(graph, x, start),
  // Of ReLUs behind one another TensorFlow computes one.
  'difference, ReLU': (graph, x, start) => relu(graph, subtract(graph, x, start)),
  'bias and ReLU in one': (graph, x, _, bias) => biasSumRelu(graph, x, bias, []),
  'bias, sum and ReLU in one': (graph, x, start, bias) => biasSumRelu(graph, x, bias, [start]),
  'convolution 1x1': convolution(1),
  'convolution 3x3': convolution(3),
};
const bfloat16Alone: Readonly<Record<string, Chained>> = {
  "difference, ReLU by float16's kernel": (graph, x, start) => asBfloat16(graph, relu(graph, asHalf(graph, subtract(graph, x, start)))),
  "ReLU's gradient by float16's kernel": (graph, x, start, bias) => asBfloat16(graph, reluGradient(graph, asHalf(graph, x), asHalf(graph, start), bias)),
};

/** Milliseconds of a graph with an operation so many times, the middle of seven. */
function milliseconds(chained: Chained, times: number, precision: FloatType, batch: number): number {
  const graph = createGraph();
  const fed = placeholder(graph, 'picture', 'float32', [1, side, side, channels]);
  const tiled = addValue(graph, {
    op: 'Tile',
    inputs: [fed, ints(graph, [batch, 1, 1, 1])],
    dtype: 'float32',
    shape: [batch, side, side, channels],
    attributes: { T: { type: 'float32' }, Tmultiples: { type: 'int32' } },
  });
  const start = cast(graph, tiled, precision);
  const bias = mean(graph, fed, [0, 1, 2]);
  let x = start;
  for (let i = 0; i < times; i++) x = chained(graph, x, start, bias);
  identity(graph, mean(graph, cast(graph, x, 'float32'), [0, 1, 2, 3]), 'answer');
  const session = openSession(encodeSavedModel(graph));
  const picture = { shape: [1, side, side, channels], values: Float32Array.from({ length: side * side * channels }, (_, i) => Math.sin(i * 1.7)) };
  try {
    const took = Array.from({ length: warmUps + rounds }, () => {
      const started = performance.now();
      session.run({ picture }, ['answer']);
      return performance.now() - started;
    });
    return spreadOf(took.slice(warmUps)).median;
  } finally {
    session.close();
  }
}

function timeOf(chained: Chained, precision: FloatType, batch: number): number | string {
  try {
    return (milliseconds(chained, longer, precision, batch) - milliseconds(chained, 1, precision, batch)) / (longer - 1);
  } catch (error) {
    if (error instanceof StudioError) return error.message.split('\n')[0]!.slice(0, 200);
    throw error;
  }
}

export const operationTimes = (precision: FloatType, batch: number): OperationTime[] =>
  Object.entries(precision === 'bfloat16' ? { ...everyType, ...bfloat16Alone } : everyType).map(([name, chained]) => ({
    name,
    milliseconds: timeOf(chained, precision, batch),
  }));
