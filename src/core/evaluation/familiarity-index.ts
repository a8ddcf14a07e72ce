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
