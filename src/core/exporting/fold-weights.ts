import type { NormPlan } from '../nets/block-plan.ts';
import type { Tensor, TensorMap } from '../tensor.ts';

/** BatchNorm's and GroupNorm's epsilon in torchvision and timm. */
export const normEpsilon = 1e-5;
/** timm's `StdConv2d` as BiT uses it. */
const standardisationEpsilon = 1e-8;

/** A tensor by name, of a model that `modelRows` has checked. */
export function tensorOf(tensors: TensorMap, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`no tensor "${name}"`);
  return tensor;
}

/** Inference-mode BatchNorm as `scale · x + shift` per channel, in float64. */
export function normAsAffine(tensors: TensorMap, norm: NormPlan): { scale: Float64Array; shift: Float64Array } {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (leaf) => tensorOf(tensors, `${norm.name}.${leaf}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const scale = Float64Array.from(gamma, (value, c) => value / Math.sqrt(variance[c]! + normEpsilon));
  return { scale, shift: Float64Array.from(beta, (value, c) => value - mean[c]! * scale[c]!) };
}

/** A convolution's weights with the BatchNorm after it multiplied in, and the bias that results; sums in float64. */
export function foldNorm(weight: Tensor, tensors: TensorMap, norm: NormPlan): { weight: Tensor; bias: Tensor } {
  const { scale, shift } = normAsAffine(tensors, norm);
  const perChannel = weight.data.length / scale.length;
  const data = new Float32Array(weight.data.length);
  for (let i = 0; i < data.length; i++) data[i] = weight.data[i]! * scale[Math.trunc(i / perChannel)]!;
  return { weight: { shape: weight.shape, data }, bias: { shape: [scale.length], data: Float32Array.from(shift) } };
}

/**
 * BiT's weight standardisation (arXiv 1903.10520): every output channel has mean 0 and variance 1 over its
 * `[in, height, width]`, `(w - mean) / sqrt(biased variance + 1e-8)`; sums in float64.
 */
export function standardise(weight: Tensor): Tensor {
  const perChannel = weight.data.length / weight.shape[0]!;
  const data = new Float32Array(weight.data.length);
  for (let start = 0; start < data.length; start += perChannel) {
    let sum = 0;
    for (let i = start; i < start + perChannel; i++) sum += weight.data[i]!;
    const mean = sum / perChannel;
    let squares = 0;
    for (let i = start; i < start + perChannel; i++) squares += (weight.data[i]! - mean) ** 2;
    const factor = 1 / Math.sqrt(squares / perChannel + standardisationEpsilon);
    for (let i = start; i < start + perChannel; i++) data[i] = (weight.data[i]! - mean) * factor;
  }
  return { shape: weight.shape, data };
}
