/** Values in row-major order; convolutions are stored as PyTorch does, `[out, in / groups, height, width]`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A state dict: name (timm's and torchvision's) → float32 values. */
export type TensorMap = Map<string, Tensor>;

/** Number of values of a shape; 1 for `[]`. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Tensors that come one after another, so that not all need to be in memory: `tensors` brings those of `shapes`, in that order. */
export interface TensorStream {
  readonly shapes: readonly (readonly [string, readonly number[]])[];
  readonly tensors: Iterable<readonly [string, Tensor]>;
}

export const streamOf = (tensors: TensorMap): TensorStream => ({ shapes: [...tensors].map(([name, { shape }]) => [name, shape] as const), tensors });
