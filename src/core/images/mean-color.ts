import type { Gate } from './gate.ts';
import { readImage } from './read-image.ts';

/** Red, green, blue, 0..255. */
export type Color = readonly [number, number, number];

const side = 32;

/** The mean colour of a whole picture, to a fraction of a level. Throws StudioError `bad-image`. */
export async function meanColorOf(file: string, gate: Gate): Promise<Color> {
  const pixels = await readImage(file, { imageSize: side, cropPct: 1, interpolation: 'bilinear', fit: 'squeeze' }, null, gate);
  const sums: [number, number, number] = [0, 0, 0];
  for (const [at, value] of pixels.entries()) sums[at % 3]! += value;
  return sums.map((sum) => sum / (side * side)) as [number, number, number];
}
