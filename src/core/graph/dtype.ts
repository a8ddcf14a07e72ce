/** Element types of graph values, with TensorFlow's numbers (tensorflow/core/framework/types.proto). */
export const dtypeNumbers = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  bool: 10,
  bfloat16: 14,
  float16: 19,
  resource: 20,
} as const;
export type DType = keyof typeof dtypeNumbers;
/** Types a network can compute in. */
export type FloatType = 'float32' | 'bfloat16' | 'float16';

/** float32 → bfloat16 bits, rounded to nearest even. */
export function toBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const b = bits[i]!;
    out[i] = (b & 0x7fffffff) > 0x7f800000 ? (b >>> 16) | 0x40 : (b + 0x7fff + ((b >>> 16) & 1)) >>> 16;
  }
  return out;
}

/** float32 values as the bytes of `dtype`, little-endian. */
export function encodeFloats(values: Float32Array, dtype: FloatType): Uint8Array {
  if (dtype === 'float32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (dtype === 'bfloat16') return new Uint8Array(toBfloat16(values).buffer);
  return new Uint8Array(Float16Array.from(values).buffer);
}
