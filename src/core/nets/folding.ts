import { StudioError } from '../errors.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import type { NormPlan } from './plan/layer-plan.ts';

/** BatchNorm's and GroupNorm's epsilon in every network of the catalogue (PyTorch's default). */
export const normEpsilon = 1e-5;
/** timm's StdConv2d as BiT uses it. */
export const standardisationEpsilon = 1e-8;

/** @throws StudioError `bad-weights` naming the tensor */
export function tensorOf(tensors: TensorMap, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new StudioError('bad-weights', `The weights have no tensor "${name}"`, { values: { kind: 'tensor-missing-plain', tensor: name } });
  return tensor;
}

/** BatchNorm with stored statistics as `y = scale * x + shift`, computed in float64; `[channels]` each. */
export function normScaleShift(tensors: TensorMap, norm: NormPlan): { scale: Float64Array; shift: Float64Array } {
  const gamma = tensorOf(tensors, `${norm.name}.weight`).data;
  const beta = tensorOf(tensors, `${norm.name}.bias`).data;
  const mean = tensorOf(tensors, `${norm.name}.running_mean`).data;
  const variance = tensorOf(tensors, `${norm.name}.running_var`).data;
  const scale = new Float64Array(norm.channels);
  const shift = new Float64Array(norm.channels);
  for (let c = 0; c < norm.channels; c++) {
    scale[c] = gamma[c]! / Math.sqrt(variance[c]! + normEpsilon);
    shift[c] = beta[c]! - mean[c]! * scale[c]!;
  }
  return { scale, shift };
}

/** Every output channel of an `[out, in, kernel, kernel]` weight times its scale. */
export function scaleOutputs({ shape, data }: Tensor, scale: Float64Array): Tensor {
  const perOutput = data.length / shape[0]!;
  const result = new Float32Array(data.length);
  for (let o = 0, i = 0; i < data.length; o++) {
    const factor = scale[o]!;
    for (const end = i + perOutput; i < end; i++) result[i] = data[i]! * factor;
  }
  return { shape, data: result };
}

/** Weight standardisation (arXiv 1903.10520): each output channel to mean 0 and (biased) variance 1. `[out, in, kernel, kernel]`. */
export function standardiseWeight({ shape, data }: Tensor): Tensor {
  const perOutput = data.length / shape[0]!;
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += perOutput) {
    let sum = 0;
    for (let i = 0; i < perOutput; i++) sum += data[start + i]!;
    const mean = sum / perOutput;
    let squares = 0;
    for (let i = 0; i < perOutput; i++) squares += (data[start + i]! - mean) ** 2;
    const factor = 1 / Math.sqrt(squares / perOutput + standardisationEpsilon);
    for (let i = 0; i < perOutput; i++) result[start + i] = (data[start + i]! - mean) * factor;
  }
  return { shape, data: result };
}
