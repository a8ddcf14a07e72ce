import { addOperation, addValue } from './graph.ts';
import type { Attributes, Graph, Value } from './graph.ts';

/**
 * 2-D convolution without padding of its own unless stride is 1 and the kernel odd, where `SAME` pads as PyTorch does.
 * `x` is `[batch, height, width, in]`, `weight` is `[kernel, kernel, in / groups, out]`; groups follow from the two.
 */
export function conv2d(graph: Graph, x: Value, weight: Value, stride: number, padding: 'SAME' | 'VALID'): Value {
  const [batch, height, width] = x.shape as [number | null, number, number, number];
  const [kernel, , , out] = weight.shape as [number, number, number, number];
  const size = (n: number) => (padding === 'SAME' ? Math.ceil(n / stride) : Math.floor((n - kernel) / stride) + 1);
  return addValue(graph, {
    op: 'Conv2D',
    inputs: [x, weight],
    dtype: x.dtype,
    shape: [batch, size(height), size(width), out],
    attributes: {
      T: { type: x.dtype },
      strides: { ints: [1, stride, stride, 1] },
      padding: { s: padding },
      data_format: { s: 'NHWC' },
      dilations: { ints: [1, 1, 1, 1] },
      use_cudnn_on_gpu: { b: true },
      explicit_paddings: { ints: [] },
    },
  });
}

/** `bias` `[channels]` added to the last axis. */
export function biasAdd(graph: Graph, x: Value, bias: Value): Value {
  const attributes = { T: { type: x.dtype }, data_format: { s: 'NHWC' } } as const;
  return addValue(graph, { op: 'BiasAdd', inputs: [x, bias], dtype: x.dtype, shape: x.shape, attributes });
}

/** Unpadded max-pooling of `[batch, height, width, channels]`. */
export function maxPool(graph: Graph, x: Value, kernel: number, stride: number): Value {
  const [batch, height, width, channels] = x.shape as [number | null, number, number, number];
  const size = (n: number) => Math.floor((n - kernel) / stride) + 1;
  const attributes: Attributes = {
    T: { type: x.dtype },
    ksize: { ints: [1, kernel, kernel, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding: { s: 'VALID' },
    data_format: { s: 'NHWC' },
    explicit_paddings: { ints: [] },
  };
  return addValue(graph, {
    op: 'MaxPool',
    inputs: [x],
    dtype: x.dtype,
    shape: [batch, size(height), size(width), channels],
    attributes,
  });
}

export interface BatchNormTraining {
  readonly y: Value;
  /** New running statistics: `(1 - factor) * old + factor * batch`, the variance with n / (n - 1) as PyTorch has it. */
  readonly runningMean: Value;
  readonly runningVariance: Value;
}

/**
 * Batch normalisation with the statistics of the batch. `x` may be of low precision, everything else is float32 `[channels]`.
 * `factor` is PyTorch's momentum (0.1).
 */
export function batchNormTraining(
  graph: Graph,
  x: Value,
  scale: Value,
  offset: Value,
  runningMean: Value,
  runningVariance: Value,
  epsilon: number,
  factor: number,
): BatchNormTraining {
  const channel = { dtype: 'float32', shape: scale.shape } as const;
  const operation = addOperation(graph, {
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, runningMean, runningVariance],
    // y, mean, variance, and three reserved for the gradient
    outputs: [{ dtype: x.dtype, shape: x.shape }, channel, channel, channel, channel, channel],
    attributes: {
      T: { type: x.dtype },
      U: { type: 'float32' },
      epsilon: { f: epsilon },
      exponential_avg_factor: { f: factor },
      data_format: { s: 'NHWC' },
      is_training: { b: true },
    },
  });
  const [y, newMean, newVariance] = operation.outputs as [Value, Value, Value];
  return { y, runningMean: newMean, runningVariance: newVariance };
}
