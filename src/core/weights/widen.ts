import type { Dtype } from './safetensors-header.ts';

/** Exact float32 of every float16 bit pattern, made once: a look-up is several times faster than arithmetic per value. */
let halfTable: Float32Array | undefined;

function makeHalfTable(): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** float16 bit patterns → `out` from `offset`. */
export function widenHalf(bits: Uint16Array, out: Float32Array, offset: number): void {
  halfTable ??= makeHalfTable();
  for (let i = 0; i < bits.length; i++) out[offset + i] = halfTable[bits[i]!]!;
}

/** bfloat16 bit patterns (the upper half of a float32) → `out` from `offset`. */
export function widenBrain(bits: Uint16Array, out: Float32Array, offset: number): void {
  const outBits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < bits.length; i++) outBits[offset + i] = bits[i]! << 16;
}

/** `count` values of a type at the start of `buffer` → `out` from `offset`. */
export function widen(dtype: Dtype, buffer: ArrayBuffer, count: number, out: Float32Array, offset: number): void {
  if (dtype === 'F32') out.set(new Float32Array(buffer, 0, count), offset);
  else if (dtype === 'F64') out.set(new Float64Array(buffer, 0, count), offset);
  else if (dtype === 'F16') widenHalf(new Uint16Array(buffer, 0, count), out, offset);
  else if (dtype === 'BF16') widenBrain(new Uint16Array(buffer, 0, count), out, offset);
  else out.set(Float32Array.from(new BigInt64Array(buffer, 0, count), Number), offset);
}
