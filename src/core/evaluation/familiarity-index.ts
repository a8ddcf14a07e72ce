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

/** @throws StudioError `internal` where there are fewer pictures than `k`, or no whole rows */
export function familiarityIndex(features: Float32Array, dimensions: number, k: number): FamiliarityIndex {
  if (features.length % dimensions !== 0 || features.length / dimensions < k) {
    throw new StudioError('internal', `${features.length} features of ${dimensions} dimensions are no index for the ${k}. neighbour`);
  }
  const rows = new Int8Array(features.length);
  for (let start = 0; start < features.length; start += dimensions) {
    let largest = 0;
    for (let d = start; d < start + dimensions; d++) largest = Math.max(largest, Math.abs(features[d]!));
    if (largest > 0) for (let d = start; d < start + dimensions; d++) rows[d] = Math.round((127 * features[d]!) / largest);
  }
  return { rows, dimensions, k };
}

function lengthOf(values: ArrayLike<number>, start: number, dimensions: number): number {
  let squares = 0;
  for (let d = start; d < start + dimensions; d++) squares += values[d]! ** 2;
  return Math.sqrt(squares);
}

/** Squares of the distances of normalised features to every picture, a row of `features` at a time; `[pictures]`. */
export function squaredDistances({ rows, dimensions }: FamiliarityIndex): (features: ArrayLike<number>, row: number) => Float64Array {
  const count = rows.length / dimensions;
  const lengths = Float64Array.from({ length: count }, (_, other) => lengthOf(rows, other * dimensions, dimensions));
  return (features, row) => {
    const start = row * dimensions;
    const own = Float64Array.from({ length: dimensions }, (_, d) => features[start + d]!);
    const length = Math.max(lengthOf(own, 0, dimensions), 1e-10);
    const ownSquare = (lengthOf(own, 0, dimensions) / length) ** 2;
    const squares = new Float64Array(count);
    for (let other = 0, at = 0; other < count; other++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++) dot += own[d]! * rows[at++]!;
      const otherLength = lengths[other]!;
      squares[other] = Math.max(leastSquare, otherLength === 0 ? ownSquare : ownSquare + 1 - (2 * dot) / (length * otherLength));
    }
    return squares;
  };
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
    Array.from({ length: features.length / index.dimensions }, (_, row) => {
      const squares = squaresOf(features, row);
      const nearest = shown === 0 ? [] : Array.from(squares.keys()).sort((a, b) => squares[a]! - squares[b]!).slice(0, shown);
      return { score: -Math.sqrt(squares.sort()[index.k - 1]!), nearest };
    });
}
