import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFloats, toBfloat16 } from './dtype.ts';

const valueOf = (bits: number) => new Float32Array(Uint32Array.of((bits << 16) >>> 0).buffer)[0]!;

/** The nearest of the two bfloat16 numbers around a finite value, the even one at a tie; by arithmetic instead of bits. */
function slowBfloat16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const [below, above] = [bits >>> 16, (bits >>> 16) + 1];
  // Beyond the largest number rounding goes as if the exponent went on.
  const far = Number.isFinite(valueOf(above)) ? valueOf(above) : 2 ** 128 * Math.sign(value);
  const [toBelow, toAbove] = [Math.abs(value - valueOf(below)), Math.abs(far - value)];
  if (toBelow === toAbove) return below % 2 === 0 ? below : above;
  return toBelow < toAbove ? below : above;
}

test('bfloat16 is the nearest number, ties to even', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(toBfloat16(Float32Array.of(value))[0]).toBe(slowBfloat16(value));
    }),
    { numRuns: 2000 },
  );
  const tie = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer);
  expect([0x3f808000, 0x3f818000, 0x3f808001].map((bits) => toBfloat16(tie(bits))[0])).toEqual([0x3f80, 0x3f82, 0x3f81]);
});

test('every bfloat16 number comes back as itself; infinities stay, NaN stays NaN', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = valueOf(bits);
    const [found] = toBfloat16(Float32Array.of(value));
    if (Number.isNaN(value)) expect(valueOf(found!)).toBeNaN();
    else expect(found).toBe(bits);
  }
  const narrowNaN = new Float32Array(Uint32Array.of(0x7f800001).buffer);
  expect(valueOf(toBfloat16(narrowNaN)[0]!)).toBeNaN();
});

test('a view into a larger buffer is encoded, and only it', () => {
  const view = Float32Array.of(9, 1, -2, 9).subarray(1, 3);
  expect([...encodeFloats(view, 'bfloat16')]).toEqual([0x80, 0x3f, 0x00, 0xc0]);
  expect([...encodeFloats(view, 'float16')]).toEqual([0x00, 0x3c, 0x00, 0xc0]);
  expect([...encodeFloats(view, 'float32')]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});
