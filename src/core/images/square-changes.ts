/** How the colours of a square are changed, factors about 1, in this order. */
export type ColorChange = { readonly kind: 'brightness' | 'contrast' | 'saturation'; readonly factor: number };

/** A part of the square that is covered, in parts of its side, and with what, RGB 0..255. */
export interface Erased {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly color: readonly [number, number, number];
}

/** Luma of a pixel as Pillow has it (`L24` of its Convert.c, ITU-R 601-2). */
const luma = (red: number, green: number, blue: number): number => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;

/** Pillow's `Image.blend` of one value: cut off, not rounded; in float32, as its C is. */
function blend(from: number, to: number, factor: number): number {
  const value = Math.fround(from + Math.fround(Math.fround(factor) * (to - from)));
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

/**
 * Changes the colours of `[size, size, 3]` in place, to the bit as Pillow's ImageEnhance: towards or away from black, the mean grey of the picture, or
 * each pixel's own grey.
 */
export function changeColors(square: Uint8Array, changes: readonly ColorChange[]): void {
  for (const { kind, factor } of changes) {
    let grey = 0;
    if (kind === 'contrast') {
      for (let at = 0; at < square.length; at += 3) grey += luma(square[at]!, square[at + 1]!, square[at + 2]!);
      grey = Math.trunc(grey / (square.length / 3) + 0.5);
    }
    for (let at = 0; at < square.length; at += 3) {
      const towards = kind === 'saturation' ? luma(square[at]!, square[at + 1]!, square[at + 2]!) : grey;
      for (let channel = at; channel < at + 3; channel++) square[channel] = blend(towards, square[channel]!, factor);
    }
  }
}

/** Covers a part of `[size, size, 3]`, in place. */
export function erasePart(square: Uint8Array, size: number, { left, top, width, height, color }: Erased): void {
  const pixel = (part: number): number => Math.round(part * size);
  for (let row = pixel(top); row < Math.min(size, pixel(top + height)); row++)
    for (let column = pixel(left); column < Math.min(size, pixel(left + width)); column++) square.set(color, (row * size + column) * 3);
}
