/** Evidence as colour: nothing below zero (no evidence), then amber to red with rising opacity; the ramp ends at the map's maximum. */
export function heatPixels(values: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const top = Math.max(...values, 0);
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (const [i, value] of values.entries()) {
    const strength = top > 0 ? Math.max(0, value) / top : 0;
    pixels.set([255, 190 * (1 - strength) + 20, 20, 215 * strength], i * 4);
  }
  return pixels;
}
