import { StudioError } from '../errors.ts';
import { unitRows } from './unit-rows.ts';

/** The pictures a model knows: features of length 1, row by row. A vector of zeros stays one, at distance 1 from all. */
export interface FamiliarityBank {
  readonly unit: Float64Array;
  readonly dimensions: number;
  /** Neighbour whose distance counts. */
  readonly k: number;
}

/**
 * The k for classes of so many pictures: half the smallest, since beyond a class's size the k-th neighbour is a stranger always; at most 3, where near classes are
 * told apart better than by farther ones, and one odd picture does not decide alone (`docs/decisions/0055`).
 */
export const neighbourOf = (classSizes: readonly number[]): number => Math.min(3, Math.max(1, Math.floor(Math.min(...classSizes) / 2)));

/** @throws StudioError `internal` where there are fewer pictures than `k`, or no whole rows */
export function familiarityBank(features: ArrayLike<number>, dimensions: number, k: number): FamiliarityBank {
  if (features.length % dimensions !== 0 || features.length / dimensions < k) {
    throw new StudioError('internal', `${features.length} features of ${dimensions} dimensions are no bank for the ${k}. neighbour`);
  }
  return { unit: unitRows(features, dimensions), dimensions, k };
}

/**
 * How familiar pictures are: less the distance of normalised features to the k-th nearest picture of the bank (Sun 2022). Higher is more familiar;
 * -2 to 0.
 * @param features `[n, dimensions]`
 * @param leftOut row of the bank that does not count for a picture: itself
 */
export function familiarity({ unit, dimensions, k }: FamiliarityBank, features: ArrayLike<number>, leftOut: (row: number) => number = () => -1): Float64Array {
  const asked = unitRows(features, dimensions);
  const count = unit.length / dimensions;
  return Float64Array.from({ length: asked.length / dimensions }, (_, row) => {
    const own = leftOut(row);
    const squares = new Float64Array(count).fill(Infinity);
    for (let other = 0; other < count; other++) {
      if (other === own) continue;
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += (asked[row * dimensions + d]! - unit[other * dimensions + d]!) ** 2;
      squares[other] = sum;
    }
    return -Math.sqrt(squares.toSorted()[k - 1]!);
  });
}

/** How familiar pictures are to a bank without one class: those of the other classes, and those of the class itself. */
export interface HeldOutScores {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
}

/**
 * Each class left out once: its pictures are the unknown ones to a bank without it, those of the other classes the known ones. Null where one side has no
 * pictures, or the bank is too small without the class.
 * @param squaresOf squares of the distances of each judged picture to every picture of the bank, each good until the next one
 */
export function heldOutScores(bankLabels: readonly number[], judgedLabels: readonly number[], squaresOf: Iterable<ArrayLike<number>>, classCount: number, k: number): (HeldOutScores | null)[] {
  const classes = Array.from({ length: classCount }, (_, held) => ({ held, others: bankLabels.filter((label) => label !== held).length }));
  // [judged, held]: less the distance to the k-th nearest that is of no held class.
  const scores = Array.from(squaresOf, (squares) => {
    const sorted = bankLabels.map((label, at) => ({ label, square: squares[at]! })).sort((a, b) => a.square - b.square);
    return classes.map(({ held }) => {
      let left = k;
      return -Math.sqrt(sorted.find(({ label }) => label !== held && --left === 0)?.square ?? Infinity);
    });
  });
  return classes.map(({ held, others }) => {
    const [known, unknown] = [true, false].map((isKnown) => scores.flatMap((row, at) => ((judgedLabels[at] !== held) === isKnown ? [row[held]!] : [])));
    return known!.length === 0 || unknown!.length === 0 || others < k ? null : { known: known!, unknown: unknown! };
  });
}
