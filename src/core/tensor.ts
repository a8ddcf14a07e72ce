/** Values in row-major order; convolutions are stored as PyTorch does, `[out, in / groups, height, width]`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A state dict: name (timm's and torchvision's) → float32 values. */
export type TensorMap = Map<string, Tensor>;

/** Number of values of a shape; 1 for `[]`. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Bytes of all values. */
export const tensorBytes = (tensors: TensorMap): number => [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
