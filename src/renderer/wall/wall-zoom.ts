/** Edge of a picture on the wall, px: the least and the most that can be asked for. */
export const zoomRange = { min: 60, max: 320, step: 10 } as const;

/** One step larger (1) or smaller (-1): a quarter, so that every step is seen. */
export function zoomed(size: number, direction: 1 | -1): number {
  const { min, max, step } = zoomRange;
  const next = Math.round((direction > 0 ? size * 1.25 : size / 1.25) / step) * step;
  return Math.min(max, Math.max(min, next));
}
