import { resizeAxis, weightBits } from './resize-coefficients.ts';
import type { Axis, Interpolation } from './resize-coefficients.ts';
import type { Box, Pixels } from './pixels.ts';

/** Goes into the cache key of features: raise it when any pixel of any result may differ. */
export const resizeRevision = 'pillow-1';

const half = 1 << (weightBits - 1);

/**
 * The horizontal half of Pillow's resize, rounded to 8 bits as Pillow does, for some rows.
 * Reads `rows` rows of `source` (`sourceWidth` pixels each) from row `sourceRow`, columns counted from `left`;
 * writes `axis.count` pixels a row into `target` from row `targetRow`.
 */
export function resizeRows(
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
export function resizeColumns(source: Uint8Array, rowBytes: number, axis: Axis, target: Uint8Array): void {
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

/** What to compute: `region` of the picture brought to `width` x `height`, of which only `window` is wanted. */
export interface ResizePlan {
  readonly region: Box;
  readonly window: Box;
  readonly horizontal: Axis;
  readonly vertical: Axis;
}

export function planResize(
  region: Box,
  width: number,
  height: number,
  interpolation: Interpolation,
  window: Box = { left: 0, top: 0, width, height },
): ResizePlan {
  return {
    region,
    window,
    horizontal: resizeAxis(region.width, width, interpolation, window.left, window.width),
    vertical: resizeAxis(region.height, height, interpolation, window.top, window.height),
  };
}

/** The planned window, `[window.height, window.width, 3]`. Source rows and columns outside its reach are not touched. */
export function runResize(pixels: Pixels, plan: ResizePlan): Uint8Array {
  const { region, window, horizontal, vertical } = plan;
  const rowBytes = window.width * 3;
  const rows = vertical.sourceTo - vertical.sourceFrom;
  const narrowed = new Uint8Array(rows * rowBytes);
  resizeRows(pixels.data, pixels.width, region.top + vertical.sourceFrom, region.left, horizontal, narrowed, 0, rows);
  const out = new Uint8Array(window.height * rowBytes);
  resizeColumns(narrowed, rowBytes, vertical, out);
  return out;
}

/**
 * `Image.resize((width, height), …)` of Pillow for RGB, bit for bit: antialiased, fixed point,
 * horizontal pass first and rounded to 8 bits, then vertical. Returns `[height, width, 3]`.
 */
export const resizePixels = (pixels: Pixels, width: number, height: number, interpolation: Interpolation): Uint8Array =>
  runResize(
    pixels,
    planResize({ left: 0, top: 0, width: pixels.width, height: pixels.height }, width, height, interpolation),
  );
