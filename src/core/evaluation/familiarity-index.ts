import { StudioError } from '../errors.ts';

/**
 * What a run knows, in a byte a value: features of its training pictures, each row times what makes its largest value 127, rounded. A row's
 * length says how long it was made, so no scale is kept.
 */
export interface FamiliarityIndex {
  /** `[pictures, dimensions]` */
  readonly rows: Int8Array;
  readonly dimensions: number;
  /** Neighbour whose distance counts. */
  readonly k: number;
}

/** Squares of distances below it count as it: float32, which exports answer in, cannot tell them apart, and rounding to a byte moves a row further. */
export const leastSquare = 1e-5;

/** Values an index may have: 64 MiB. */
const mostValues = 1 << 26;

/** Places of the pictures that are kept of `count`: all, or where they do not fit as many as do, evenly spread. */
export function keptPlaces(count: number, dimensions: number): number[] {
  const kept = Math.min(count, Math.floor(mostValues / dimensions));
  return Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}

/** Features as an index has them, row by row. `[n, dimensions]` → the same */
export function roundedRows(features: Float32Array, dimensions: number): Int8Array {
  const rows = new Int8Array(features.length);
  for (let start = 0; start < features.length; start += dimensions) {
    let largest = 0;
    for (let d = start; d < start + dimensions; d++) largest = Math.max(largest, Math.abs(features[d]!));
    if (largest > 0) for (let d = start; d < start + dimensions; d++) rows[d] = Math.round((127 * features[d]!) / largest);
  }
  return rows;
}

/** @param rows rounded @throws StudioError `internal` where there are fewer pictures than `k`, or no whole rows */
export function indexOfRows(rows: Int8Array, dimensions: number, k: number): FamiliarityIndex {
  if (rows.length % dimensions !== 0 || rows.length / dimensions < k) {
    throw new StudioError('internal', `${rows.length} features of ${dimensions} dimensions are no index for the ${k}. neighbour`);
  }
  return { rows, dimensions, k };
}

/** @throws StudioError `internal` as `indexOfRows` */
export const familiarityIndex = (features: Float32Array, dimensions: number, k: number): FamiliarityIndex => indexOfRows(roundedRows(features, dimensions), dimensions, k);

function lengthOf(values: ArrayLike<number>, start: number, dimensions: number): number {
  let squares = 0;
  for (let d = start; d < start + dimensions; d++) squares += values[d]! ** 2;
  return Math.sqrt(squares);
}

/** Rows of features that are compared at a time: so many sums a processor adds up in the time of one, as each waits for its own last addition alone. */
const together = 4;

/**
 * Squares of the distances of normalised features `[n, dimensions]` to every picture, row after row, each `[pictures]` and good until the next one is asked for: of many
 * pictures an array of its own for each row would be hundreds of megabytes before a collector looks.
 */
export function squaredDistances({ rows, dimensions }: FamiliarityIndex): (features: ArrayLike<number>) => Generator<Float64Array> {
  const count = rows.length / dimensions;
  const lengths = Float64Array.from({ length: count }, (_, other) => lengthOf(rows, other * dimensions, dimensions));
  const asked = Array.from({ length: together }, () => new Float64Array(dimensions));
  const dots = Array.from({ length: together }, () => new Float64Array(count));

  /** Of all of `asked`. */
  function multiply(): void {
    const [first, second, third, fourth] = asked as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let other = 0, at = 0; other < count; other++) {
      let [a, b, c, e] = [0, 0, 0, 0];
      for (let d = 0; d < dimensions; d++) {
        const value = rows[at++]!;
        a += first[d]! * value;
        b += second[d]! * value;
        c += third[d]! * value;
        e += fourth[d]! * value;
      }
      dots[0]![other] = a;
      dots[1]![other] = b;
      dots[2]![other] = c;
      dots[3]![other] = e;
    }
  }

  return function* (features) {
    const last = features.length / dimensions;
    for (let from = 0; from < last; from += together) {
      const filled = asked.slice(0, last - from);
      for (const [at, own] of filled.entries()) for (let d = 0; d < dimensions; d++) own[d] = features[(from + at) * dimensions + d]!;
      multiply();
      for (const [at, own] of filled.entries()) {
        const length = Math.max(lengthOf(own, 0, dimensions), 1e-10);
        const ownSquare = (lengthOf(own, 0, dimensions) / length) ** 2;
        const squares = dots[at]!;
        for (let other = 0; other < count; other++) {
          const otherLength = lengths[other]!;
          squares[other] = Math.max(leastSquare, otherLength === 0 ? ownSquare : ownSquare + 1 - (2 * squares[other]!) / (length * otherLength));
        }
        yield squares;
      }
    }
  };
}

/** The k-th smallest, NaN counted as the largest: as it stands in a sorted array, without the sorting. */
function kthSmallest(values: Float64Array, k: number): number {
  const least = new Float64Array(k).fill(NaN);
  for (const value of values) {
    if (value >= least[k - 1]! || Number.isNaN(value)) continue;
    let place = k - 1;
    for (; place > 0 && !(least[place - 1]! <= value); place--) least[place] = least[place - 1]!;
    least[place] = value;
  }
  return least[k - 1]!;
}

/** How familiar a picture is, less the distance to the k-th nearest, and the places of the `shown` nearest ones. */
export interface Familiar {
  readonly score: number;
  readonly nearest: readonly number[];
}

/** How familiar each row of `features` is, as `familiarity` has it of the rounded rows. `[n, dimensions]` → `n` */
export function familiarOf(index: FamiliarityIndex, shown = 0): (features: ArrayLike<number>) => Familiar[] {
  const squaresOf = squaredDistances(index);
  return (features) =>
    Array.from(squaresOf(features), (squares) => {
      const nearest = shown === 0 ? [] : Array.from(squares.keys()).sort((a, b) => squares[a]! - squares[b]!).slice(0, shown);
      return { score: -Math.sqrt(kthSmallest(squares, index.k)), nearest };
    });
}
