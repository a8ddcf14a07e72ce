import { leastSquare } from './familiarity-index.ts';
import type { FamiliarityIndex } from './familiarity-index.ts';

/** Features shorter than it count as so long: zeros stay zeros. */
export const leastLength = 1e-10;

export function rowLength(values: ArrayLike<number>, start: number, dimensions: number): number {
  let squares = 0;
  for (let d = start; d < start + dimensions; d++) squares += values[d]! ** 2;
  return Math.sqrt(squares);
}

/** Of each row of an index, `[pictures]` */
export const rowLengths = ({ rows, dimensions }: FamiliarityIndex): Float64Array =>
  Float64Array.from({ length: rows.length / dimensions }, (_, place) => rowLength(rows, place * dimensions, dimensions));

/** Rows of an index, one after the other, `pitch` values each, of which the first `dimensions` count. */
export interface KnownRows {
  readonly rows: Int8Array;
  readonly pitch: number;
  /** `[pictures]` */
  readonly lengths: Float64Array;
}

/** Squares of the distances of features, as rows of length 1, to the pictures at some places: `[dimensions]` → as many as `places`, into the beginning of `squares`. */
export type SquaresTo = (own: Float64Array, places: ArrayLike<number>, squares: Float64Array) => void;

/**
 * What is kept and exported is made of these very sums: each in float64, dimension by dimension. Four pictures at a time, as a sum waits for its own last addition alone.
 */
export const squaresTo =
  ({ rows, pitch, lengths }: KnownRows): SquaresTo =>
  (own, places, squares) => {
    const ownLength = rowLength(own, 0, own.length);
    const length = Math.max(ownLength, leastLength);
    const ownSquare = (ownLength / length) ** 2;
    const squareOf = (dot: number, otherLength: number): number => Math.max(leastSquare, otherLength === 0 ? ownSquare : ownSquare + 1 - (2 * dot) / (length * otherLength));
    const last = places.length - 1;
    for (let at = 0; at <= last; at += 4) {
      const [first, second, third, fourth] = [places[at]!, places[Math.min(last, at + 1)]!, places[Math.min(last, at + 2)]!, places[Math.min(last, at + 3)]!];
      const [inSecond, inThird, inFourth] = [pitch * (second - first), pitch * (third - first), pitch * (fourth - first)];
      let [a, b, c, e] = [0, 0, 0, 0];
      for (let d = 0, from = pitch * first; d < own.length; d++, from++) {
        const value = own[d]!;
        a += value * rows[from]!;
        b += value * rows[from + inSecond]!;
        c += value * rows[from + inThird]!;
        e += value * rows[from + inFourth]!;
      }
      squares[at] = squareOf(a, lengths[first]!);
      if (at < last) squares[at + 1] = squareOf(b, lengths[second]!);
      if (at + 1 < last) squares[at + 2] = squareOf(c, lengths[third]!);
      if (at + 2 < last) squares[at + 3] = squareOf(e, lengths[fourth]!);
    }
  };

/** Each row in float64. `[n, dimensions]` → n times `[dimensions]` */
export const widenedRows = (features: ArrayLike<number>, dimensions: number): Float64Array[] =>
  Array.from({ length: features.length / dimensions }, (_, row) => Float64Array.from({ length: dimensions }, (_value, d) => features[row * dimensions + d]!));

/**
 * Squares of the distances of features `[n, dimensions]` to every picture, row after row, each `[pictures]` and good until the next one is asked for: of many
 * pictures an array of its own for each row would be hundreds of megabytes before a collector looks.
 */
export function squaredDistances(index: FamiliarityIndex): (features: ArrayLike<number>) => Generator<Float64Array> {
  const { rows, dimensions } = index;
  const lengths = rowLengths(index);
  const exactly = squaresTo({ rows, pitch: dimensions, lengths });
  const places = Int32Array.from(lengths.keys());
  const squares = new Float64Array(places.length);
  return function* (features) {
    for (const own of widenedRows(features, dimensions)) {
      exactly(own, places, squares);
      yield squares;
    }
  };
}
