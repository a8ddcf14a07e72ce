export type Interpolation = 'bilinear' | 'bicubic';
/** `lanczos` is for hashes alone; networks are given the others. */
export type ResizeFilter = Interpolation | 'lanczos';

/** One axis of a resize: for every output position the first source index, the number of taps and their weights. */
export interface Axis {
  /** Output positions `from` to `from + count - 1` of the whole axis are here. */
  readonly from: number;
  readonly count: number;
  readonly starts: Int32Array;
  readonly taps: Int32Array;
  /** `stride` weights for each position, in units of 2^-22. */
  readonly weights: Int32Array;
  readonly stride: number;
  /**
   * The same as the kernels read it, a record of equal length for each position: first source index, number of pairs of weights, and the pairs, of two
   * words each: the high parts of both weights in 16 bits each, the low parts of both.
   */
  readonly records: Int32Array;
  /** Source positions in use: first, and one past the last. */
  readonly sourceFrom: number;
  readonly sourceTo: number;
}

/** Bits behind the binary point of a weight (Pillow's PRECISION_BITS = 32 - 8 - 2). */
export const weightBits = 22;

/** A weight is `high * 2^lowBits + low`, both of which fit 16 bits with a sign. */
export const lowBits = 12;
const lowMask = (1 << lowBits) - 1;
const word = (first: number, second: number): number => (first & 0xffff) | (second << 16);

/** @throws RangeError for a weight of 32 or more, which none of our filters has */
function recordsOf({ count, starts, taps, weights, stride }: Pick<Axis, 'count' | 'starts' | 'taps' | 'weights' | 'stride'>): Int32Array {
  const pairsAtMost = (taps.reduce((most, each) => Math.max(most, each), 0) + 1) >> 1;
  const words = 2 + 2 * pairsAtMost;
  const records = new Int32Array(count * words);
  for (let i = 0; i < count; i++) {
    const pairs = (taps[i]! + 1) >> 1;
    let at = i * words;
    records[at++] = starts[i]!;
    records[at++] = pairs;
    for (let tap = 0; tap < taps[i]!; tap += 2) {
      const first = weights[i * stride + tap]!;
      const second = tap + 1 < taps[i]! ? weights[i * stride + tap + 1]! : 0;
      const high = word(first >> lowBits, second >> lowBits);
      if ((high << 16) >> 16 !== first >> lowBits || high >> 16 !== second >> lowBits) throw new RangeError(`weights ${first} and ${second} are too large`);
      records[at++] = high;
      records[at++] = word(first & lowMask, second & lowMask);
    }
  }
  return records;
}

/** Enough for the sizes of one batch; pictures of a data set repeat few sizes. */
const cacheEntries = 64;
const cache = new Map<string, Axis>();

const reach: Readonly<Record<ResizeFilter, number>> = { bilinear: 1, bicubic: 2, lanczos: 3 };

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

function filterValue(interpolation: ResizeFilter, position: number): number {
  const x = Math.abs(position);
  if (interpolation === 'lanczos') return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  if (interpolation === 'bilinear') return x < 1 ? 1 - x : 0;
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function computeAxis(sourceSize: number, size: number, interpolation: ResizeFilter, from: number, count: number): Axis {
  const scale = sourceSize / size;
  const filterScale = Math.max(scale, 1);
  const support = reach[interpolation] * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const taps = new Int32Array(count);
  const weights = new Int32Array(count * stride);
  const values = new Float64Array(stride);
  const inverse = 1 / filterScale;
  let sourceTo = 0;
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const number = Math.min(sourceSize, Math.trunc(centre + support + 0.5)) - first;
    let sum = 0;
    for (let tap = 0; tap < number; tap++) {
      const value = filterValue(interpolation, (tap + first - centre + 0.5) * inverse);
      values[tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < number; tap++) {
      const weight = sum === 0 ? values[tap]! : values[tap]! / sum;
      weights[i * stride + tap] = Math.trunc((weight < 0 ? -0.5 : 0.5) + weight * (1 << weightBits));
    }
    starts[i] = first;
    taps[i] = number;
    sourceTo = Math.max(sourceTo, first + number);
  }
  const records = recordsOf({ count, starts, taps, weights, stride });
  return { from, count, starts, taps, weights, stride, records, sourceFrom: starts[0]!, sourceTo };
}

/**
 * Weights that bring `sourceSize` pixels to `size`, for the output positions `from` .. `from + count - 1` only.
 * Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` (src/libImaging/Resample.c). Kept in a small cache.
 */
export function resizeAxis(sourceSize: number, size: number, interpolation: ResizeFilter, from = 0, count = size): Axis {
  const key = `${sourceSize}/${size}/${interpolation}/${from}/${count}`;
  const known = cache.get(key);
  if (known) return known;
  const axis = computeAxis(sourceSize, size, interpolation, from, count);
  if (cache.size >= cacheEntries) cache.delete(cache.keys().next().value!);
  cache.set(key, axis);
  return axis;
}
