import { weightBits } from '../src/core/images/resize-coefficients.ts';
import type { Axis } from '../src/core/images/resize-coefficients.ts';
import type { Pixels } from '../src/core/images/pixels.ts';
import type { ResizePlan } from '../src/core/images/resize.ts';

// What `core/images/resize.ts` was before its kernels, for tests and measurements: the same sums, one after the other, in JavaScript.

const half = 1 << (weightBits - 1);

/**
 * The horizontal half of Pillow's resize, rounded to 8 bits as Pillow does, for some rows.
 * Reads `rows` rows of `source` (`sourceWidth` pixels each) from row `sourceRow`, columns counted from `left`;
 * writes `axis.count` pixels a row into `target` from row `targetRow`.
 */
function narrowRows(
  source: Uint8Array,
  sourceWidth: number,
  sourceRow: number,
  left: number,
  axis: Axis,
  target: Uint8Array,
  targetRow: number,
  rows: number,
): void {
  const { count, starts, taps, weights, stride } = axis;
  const lineBytes = sourceWidth * 3;
  const outBytes = count * 3;
  // Two rows at a time share the loads of the weights (a fifth faster); an odd last row is computed twice.
  for (let pair = 0; pair < rows; pair += 2) {
    const y = pair + 1 < rows || rows === 1 ? pair : pair - 1;
    const below = rows === 1 ? 0 : 1;
    const line = (sourceRow + y) * lineBytes + left * 3;
    let out = (targetRow + y) * outBytes;
    for (let x = 0; x < count; x++) {
      let upper = line + starts[x]! * 3;
      let lower = upper + below * lineBytes;
      let red = half;
      let green = half;
      let blue = half;
      let lowerRed = half;
      let lowerGreen = half;
      let lowerBlue = half;
      let tap = x * stride;
      const end = tap + taps[x]!;
      for (; tap < end; tap++) {
        const weight = weights[tap]!;
        red = (red + Math.imul(source[upper]!, weight)) | 0;
        green = (green + Math.imul(source[upper + 1]!, weight)) | 0;
        blue = (blue + Math.imul(source[upper + 2]!, weight)) | 0;
        lowerRed = (lowerRed + Math.imul(source[lower]!, weight)) | 0;
        lowerGreen = (lowerGreen + Math.imul(source[lower + 1]!, weight)) | 0;
        lowerBlue = (lowerBlue + Math.imul(source[lower + 2]!, weight)) | 0;
        upper += 3;
        lower += 3;
      }
      red >>= weightBits;
      green >>= weightBits;
      blue >>= weightBits;
      lowerRed >>= weightBits;
      lowerGreen >>= weightBits;
      lowerBlue >>= weightBits;
      target[out] = red < 0 ? 0 : red > 255 ? 255 : red;
      target[out + 1] = green < 0 ? 0 : green > 255 ? 255 : green;
      target[out + 2] = blue < 0 ? 0 : blue > 255 ? 255 : blue;
      const outBelow = out + below * outBytes;
      target[outBelow] = lowerRed < 0 ? 0 : lowerRed > 255 ? 255 : lowerRed;
      target[outBelow + 1] = lowerGreen < 0 ? 0 : lowerGreen > 255 ? 255 : lowerGreen;
      target[outBelow + 2] = lowerBlue < 0 ? 0 : lowerBlue > 255 ? 255 : lowerBlue;
      out += 3;
    }
  }
}

/**
 * The vertical half. `source` holds rows of `rowBytes` bytes, its first row being row `axis.sourceFrom` of the picture;
 * writes `axis.count` rows of `rowBytes` bytes.
 */
function lowerColumns(source: Uint8Array, rowBytes: number, axis: Axis, target: Uint8Array): void {
  const { count, starts, taps, weights, stride, sourceFrom } = axis;
  for (let y = 0; y < count; y++) {
    const first = y * stride;
    const end = first + taps[y]!;
    const line = (starts[y]! - sourceFrom) * rowBytes;
    const out = y * rowBytes;
    for (let i = 0; i < rowBytes; i += 3) {
      let at = line + i;
      let red = half;
      let green = half;
      let blue = half;
      for (let tap = first; tap < end; tap++) {
        const weight = weights[tap]!;
        red = (red + Math.imul(source[at]!, weight)) | 0;
        green = (green + Math.imul(source[at + 1]!, weight)) | 0;
        blue = (blue + Math.imul(source[at + 2]!, weight)) | 0;
        at += rowBytes;
      }
      red >>= weightBits;
      green >>= weightBits;
      blue >>= weightBits;
      target[out + i] = red < 0 ? 0 : red > 255 ? 255 : red;
      target[out + i + 1] = green < 0 ? 0 : green > 255 ? 255 : green;
      target[out + i + 2] = blue < 0 ? 0 : blue > 255 ? 255 : blue;
    }
  }
}

/** As `runResize`: the planned window, `[window.height, window.width, 3]`. */
export function plainResize(pixels: Pixels, { region, window, horizontal, vertical }: ResizePlan): Uint8Array {
  const rowBytes = window.width * 3;
  const rows = vertical.sourceTo - vertical.sourceFrom;
  const narrowed = new Uint8Array(rows * rowBytes);
  narrowRows(pixels.data, pixels.width, region.top + vertical.sourceFrom, region.left, horizontal, narrowed, 0, rows);
  const out = new Uint8Array(window.height * rowBytes);
  lowerColumns(narrowed, rowBytes, vertical, out);
  return out;
}
