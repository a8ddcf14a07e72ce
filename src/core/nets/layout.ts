import type { Tensor } from '../tensor.ts';
import type { ConvPlan } from './plan/layer-plan.ts';

/** Shape of a convolution's weight in TensorFlow's layout, `[kernel, kernel, in / groups, out]`. */
export const convShape = (conv: ConvPlan): [number, number, number, number] => [
  conv.kernel,
  conv.kernel,
  conv.inChannels / conv.groups,
  conv.outChannels,
];

/** `[out, in, height, width]` (PyTorch) → `[height, width, in, out]` (TensorFlow). */
export function toChannelsLastWeight({ shape, data }: Tensor): Tensor {
  const [out, inputs, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const result = new Float32Array(data.length);
  let from = 0;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let a = 0; a < area; a++) result[(a * inputs + i) * out + o] = data[from++]!;
    }
  }
  return { shape: [height, width, inputs, out], data: result };
}

/** `[height, width, in, out]` (TensorFlow) → `[out, in, height, width]` (PyTorch). */
export function toChannelsFirstWeight({ shape, data }: Tensor): Tensor {
  const [height, width, inputs, out] = shape as [number, number, number, number];
  const area = height * width;
  const result = new Float32Array(data.length);
  let to = 0;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let a = 0; a < area; a++) result[to++] = data[(a * inputs + i) * out + o]!;
    }
  }
  return { shape: [out, inputs, height, width], data: result };
}
