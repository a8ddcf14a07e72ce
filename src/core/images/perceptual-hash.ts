import { resizeAxis, weightBits } from './resize-coefficients.ts';
import type { Axis } from './resize-coefficients.ts';

/** Of a picture, for telling whether another one shows the same. */
export interface PictureHashes {
  /** 64 bits in hexadecimal: which of the lowest 8 x 8 frequencies are above their median, row by row, the high bit first. */
  readonly phash: string;
  /** 64 bits in hexadecimal: where in 9 x 8 levels of grey the right one is lighter than the left one. */
  readonly dhash: string;
  /** Frequencies that equal the median: symmetric pictures have them, and their bits say nothing. */
  readonly ties: number;
  /** No two of 32 x 32 levels differ by two: one grey. */
  readonly isFlat: boolean;
}

const side = 32;
const kept = 8;
const half = 1 << (weightBits - 1);
/** What is this near to the median, in parts of the largest frequency, equals it. */
const tie = 1e-9;

/** Pillow's `convert('L')` of `[pixels, 3]`. */
export function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3)
    grey[at] = (19_595 * rgb[from]! + 38_470 * rgb[from + 1]! + 7471 * rgb[from + 2]! + 32_768) >> 16;
  return grey;
}

const level = (sum: number): number => Math.max(0, Math.min(255, sum >> weightBits));

/** One axis of Pillow's resize of 8-bit grey. `stride` is between the places that a position's weights read, `step` between positions. */
function narrow(source: Uint8Array, at: number, stride: number, axis: Axis, target: Uint8Array, to: number, step: number): void {
  for (let i = 0; i < axis.count; i++) {
    let sum = half;
    let place = at + axis.starts[i]! * stride;
    const end = i * axis.stride + axis.taps[i]!;
    for (let tap = i * axis.stride; tap < end; tap++, place += stride) sum = (sum + Math.imul(source[place]!, axis.weights[tap]!)) | 0;
    target[to + i * step] = level(sum);
  }
}

/** A grey picture that comes in bands of rows from the top, brought to `width` x `height` as Pillow's LANCZOS does, bit for bit. */
export function createGreyResizer(source: { readonly width: number; readonly height: number }, width: number, height: number) {
  const horizontal = resizeAxis(source.width, width, 'lanczos');
  const vertical = resizeAxis(source.height, height, 'lanczos');
  const rows = new Uint8Array(source.height * width);
  let done = 0;
  return {
    add(grey: Uint8Array): void {
      for (let at = 0; at < grey.length; at += source.width, done++) narrow(grey, at, 1, horizontal, rows, done * width, 1);
    },
    finish(): Uint8Array {
      const small = new Uint8Array(width * height);
      for (let x = 0; x < width; x++) narrow(rows, x, width, vertical, small, x, width);
      return small;
    },
  };
}

const cosines = Array.from({ length: kept * side }, (_, at) => Math.cos((Math.PI * Math.floor(at / side) * (2 * (at % side) + 1)) / (2 * side)));

/** The 8 x 8 lowest frequencies of `[32, 32]` levels: DCT-II both ways, unnormalised (four times the cosine sum). */
function lowFrequencies(levels: Uint8Array): Float64Array {
  const across = new Float64Array(side * kept);
  for (let y = 0; y < side; y++)
    for (let v = 0; v < kept; v++) for (let x = 0; x < side; x++) across[y * kept + v]! += levels[y * side + x]! * cosines[v * side + x]!;
  const out = new Float64Array(kept * kept);
  for (let u = 0; u < kept; u++)
    for (let v = 0; v < kept; v++) for (let y = 0; y < side; y++) out[u * kept + v]! += 4 * across[y * kept + v]! * cosines[u * side + y]!;
  return out;
}

function hexadecimal(bits: readonly boolean[]): string {
  let text = '';
  for (let at = 0; at < bits.length; at += 4) text += Number.parseInt(bits.slice(at, at + 4).map(Number).join(''), 2).toString(16);
  return text;
}

/** pHash and dHash as imagehash 4.3.2 has them, but for what equals the median (bit 0). `levels`: `[32, 32]`, `tiny`: `[8, 9]` */
export function hashesOf(levels: Uint8Array, tiny: Uint8Array): PictureHashes {
  const frequencies = lowFrequencies(levels);
  const sorted = frequencies.toSorted();
  const median = (sorted[31]! + sorted[32]!) / 2;
  const limit = tie * frequencies.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const columns = 9;
  return {
    phash: hexadecimal(Array.from(frequencies, (value) => value - median > limit)),
    dhash: hexadecimal(Array.from({ length: 64 }, (_, at) => tiny[(at >> 3) * columns + (at & 7) + 1]! > tiny[(at >> 3) * columns + (at & 7)]!)),
    ties: frequencies.filter((value) => Math.abs(value - median) <= limit).length,
    isFlat: Math.max(...levels) - Math.min(...levels) < 2,
  };
}
