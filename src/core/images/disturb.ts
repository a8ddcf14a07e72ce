import type { StressKind } from '../../shared/stress.ts';
import { libvips } from './libvips.ts';

/** What the field does to a square `[size, size, 3]` of RGB 0..255; the square stays as it is. @param random uniform in [0, 1), for noise */
export async function disturb(square: Uint8Array, size: number, kind: StressKind, value: number, random: () => number): Promise<Uint8Array> {
  switch (kind) {
    case 'blur':
      return blurred(square, size, (value / 100) * size);
    case 'dark':
      return square.map((level) => Math.round(level * value));
    case 'noise':
      return Uint8Array.from(square, (level) => clamped(level + value * normal(random)));
    case 'jpeg': {
      const raw = { width: size, height: size, channels: 3 } as const;
      const sharp = await libvips();
      const file = await sharp(square, { raw }).jpeg({ quality: value, chromaSubsampling: '4:2:0' }).toBuffer();
      return new Uint8Array(await sharp(file).removeAlpha().raw().toBuffer());
    }
    case 'rotation': {
      const [cos, sin] = [Math.cos((value * Math.PI) / 180), Math.sin((value * Math.PI) / 180)];
      return warped(square, size, (x, y) => [cos * x + sin * y, cos * y - sin * x]);
    }
    case 'crop':
      return warped(square, size, (x, y) => [x * value, y * value]);
    case 'colour':
      return Uint8Array.from(square, (level, at) => clamped(level * [1 + value, 1, 1 - value][at % 3]!));
  }
}

const clamped = (level: number): number => Math.max(0, Math.min(255, Math.round(level)));

/** Box and Muller's. */
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Beyond the edge lies the mirrored picture. */
function inside(at: number, size: number): number {
  const period = 2 * size;
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}

/** Where a place of the result comes from, both from the middle; between pixels by the four around it. */
function warped(square: Uint8Array, size: number, from: (x: number, y: number) => readonly [number, number]): Uint8Array {
  const result = new Uint8Array(square.length);
  const middle = (size - 1) / 2;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [dx, dy] = from(column - middle, row - middle);
      const [x, y] = [dx + middle, dy + middle];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, down] = [x - left, y - top];
      const [x0, x1, y0, y1] = [inside(left, size), inside(left + 1, size), inside(top, size), inside(top + 1, size)];
      for (let channel = 0; channel < 3; channel++) {
        const at = (px: number, py: number): number => square[(py * size + px) * 3 + channel]!;
        const above = at(x0, y0) * (1 - right) + at(x1, y0) * right;
        const below = at(x0, y1) * (1 - right) + at(x1, y1) * right;
        result[(row * size + column) * 3 + channel] = Math.round(above * (1 - down) + below * down);
      }
    }
  return result;
}

function blurred(square: Uint8Array, size: number, sigma: number): Uint8Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const places = Array.from({ length: size }, (_, at) => weights.map((_weight, offset) => inside(at + offset - reach, size)));
  const along = (source: ArrayLike<number>, step: number, across: number): Float64Array => {
    const result = new Float64Array(square.length);
    for (let line = 0; line < size; line++)
      for (let at = 0; at < size; at++)
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0;
          for (const [offset, weight] of weights.entries()) sum += weight * source[line * across + places[at]![offset]! * step + channel]!;
          result[line * across + at * step + channel] = sum / total;
        }
    return result;
  };
  return Uint8Array.from(along(along(square, 3, size * 3), size * 3, 3), Math.round);
}

/** Covers cells of a `rows` x `columns` grid over a square with one colour. */
export function coverCells(square: Uint8Array, size: number, rows: number, columns: number, cells: ReadonlySet<number>, color: readonly number[]): Uint8Array {
  return square.map((level, at) => {
    const pixel = Math.floor(at / 3);
    const row = Math.floor((Math.floor(pixel / size) * rows) / size);
    const column = Math.floor(((pixel % size) * columns) / size);
    return cells.has(row * columns + column) ? color[at % 3]! : level;
  });
}

/** Covers the middle of a square, so that a border of an eighth of its side is left. */
export function coverMiddle(square: Uint8Array, size: number, color: readonly number[]): Uint8Array {
  const border = Math.max(1, Math.round(size / 8));
  const isMiddle = (at: number): boolean => at >= border && at < size - border;
  return square.map((level, at) => {
    const pixel = Math.floor(at / 3);
    return isMiddle(pixel % size) && isMiddle(Math.floor(pixel / size)) ? color[at % 3]! : level;
  });
}
