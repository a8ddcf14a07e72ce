import sharp from 'sharp';
import { imageBytes, readImageFile } from './image-file.ts';
import { makeThumbnail } from './thumbnail.ts';

/** A map over the part `crop` = [left, top, width, height] (0..1) of an upright picture; `values` row by row. */
export interface HeatGrid {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly crop: readonly [number, number, number, number];
}

/** From where the map is lowest (the picture shows through) to where it is highest. */
const ramp = [
  { at: 0, colour: [255, 214, 102], opacity: 0 },
  { at: 0.5, colour: [250, 150, 40], opacity: 0.35 },
  { at: 1, colour: [206, 24, 32], opacity: 0.7 },
] as const;
/** What the network did not see becomes this dark and loses its colour. */
const unseen = 0.35;
const longestSide = 1600;

/** Values → 0..1 of their own range; 0 everywhere where they are all the same. */
export function relativeHeat(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}

/** Bilinear between the middles of the places; `x` and `y` 0..1 of the map. */
function heatAt(heat: readonly number[], { rows, columns }: HeatGrid, x: number, y: number): number {
  const column = Math.min(columns - 1, Math.max(0, x * columns - 0.5));
  const row = Math.min(rows - 1, Math.max(0, y * rows - 0.5));
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(columns - 1, left + 1), Math.min(rows - 1, top + 1)];
  const across = column - left;
  const along = (line: number) => heat[line * columns + left]! * (1 - across) + heat[line * columns + right]! * across;
  return along(top) * (1 - (row - top)) + along(bottom) * (row - top);
}

function blend(pixels: Uint8Array, at: number, t: number): void {
  const upper = t < ramp[1].at ? 1 : 2;
  const [low, high] = [ramp[upper - 1]!, ramp[upper]!];
  const part = (t - low.at) / (high.at - low.at);
  const opacity = low.opacity + (high.opacity - low.opacity) * part;
  for (let c = 0; c < 3; c++) {
    const colour = low.colour[c]! + (high.colour[c]! - low.colour[c]!) * part;
    pixels[at + c] = Math.round(pixels[at + c]! * (1 - opacity) + colour * opacity);
  }
}

function darken(pixels: Uint8Array, at: number): void {
  const grey = 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
  pixels.fill(Math.round(grey * unseen), at, at + 3);
}

/**
 * A picture (a file or its bytes) with a heat map over it, as PNG of at most 1600 pixels a side: red where the map is highest,
 * nothing where it is lowest, dark grey where the network did not look. Throws StudioError `bad-image`.
 */
export async function heatOverlay(source: string | Buffer, grid: HeatGrid): Promise<Buffer> {
  const file = typeof source === 'string' ? await readImageFile(source) : imageBytes(source);
  const { bytes } = await makeThumbnail(file, typeof source === 'string' ? source : '', longestSide);
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const [left, top, seenWidth, seenHeight] = grid.crop;
  const heat = relativeHeat(grid.values);
  for (let line = 0; line < height; line++) {
    const y = ((line + 0.5) / height - top) / seenHeight;
    for (let pixel = 0; pixel < width; pixel++) {
      const x = ((pixel + 0.5) / width - left) / seenWidth;
      const at = (line * width + pixel) * channels;
      if (x < 0 || x > 1 || y < 0 || y > 1) darken(data, at);
      else blend(data, at, heatAt(heat, grid, x, y));
    }
  }
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}
