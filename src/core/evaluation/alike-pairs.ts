import { StudioError } from '../errors.ts';
import { unitRows } from './unit-rows.ts';

/** Cosines of the rows of one block with those of another, `[left, right]`, from features of length 1. */
export type Likeness = (left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>) => Float32Array;

export interface AlikePair {
  /** Rows, the lower first. */
  readonly first: number;
  readonly second: number;
  /** Their cosine. */
  readonly likeness: number;
}

// Measured on three sets with changed copies planted in them (docs/groups.md); the second is Lowe's ratio test (2004), a little stricter than his 0.8.
const leastLikeness = 0.9;
const mostRatio = 0.7;

/**
 * Rows that show the same in another form: mirrored, turned, cropped. Each is the other's nearest by the cosine of pooled features, which is high, and much nearer
 * to it than to any third: pictures of one kind are all alike, a copy stands out. A row is in one pair at most; every row is given once, exact and near copies left out.
 * @param features `[rows, dimensions]`; a row of zeros is like none @param block so many rows are compared with as many at once
 * @throws StudioError `internal` where the features are no whole rows
 */
export function alikePairs(features: Float32Array, dimensions: number, likenessOf: Likeness, block = 1024): AlikePair[] {
  const rows = features.length / dimensions;
  if (!Number.isInteger(rows)) throw new StudioError('internal', `${features.length} features of ${dimensions} dimensions are no whole rows`);
  const unit = Float32Array.from(unitRows(features, dimensions));
  const [nearest, best, second] = [new Int32Array(rows).fill(-1), new Float32Array(rows).fill(-1), new Float32Array(rows).fill(-1)];
  const see = (row: number, other: number, likeness: number): void => {
    if (likeness > best[row]!) [second[row], best[row], nearest[row]] = [best[row]!, likeness, other];
    else if (likeness > second[row]!) second[row] = likeness;
  };
  const slice = (from: number) => unit.slice(from * dimensions, Math.min(rows, from + block) * dimensions);
  for (let top = 0; top < rows; top += block) {
    const left = slice(top);
    for (let start = top; start < rows; start += block) {
      const right = start === top ? left : slice(start);
      const [height, width] = [left.length / dimensions, right.length / dimensions];
      const cosines = likenessOf(left, right);
      for (let a = 0; a < height; a += 1) {
        for (let b = start === top ? a + 1 : 0; b < width; b += 1) {
          const likeness = cosines[a * width + b]!;
          see(top + a, start + b, likeness);
          see(start + b, top + a, likeness);
        }
      }
    }
  }
  const stands = (row: number): boolean => best[row]! >= leastLikeness && distance(best[row]!) <= mostRatio * distance(second[row]!);
  return [...nearest.keys()].flatMap((first) => {
    const other = nearest[first]!;
    const isPair = other > first && nearest[other] === first && stands(first) && stands(other);
    return isPair ? [{ first, second: other, likeness: best[first]! }] : [];
  });
}

/** Between rows of length 1, of their cosine. */
const distance = (cosine: number): number => Math.sqrt(Math.max(0, 2 - 2 * cosine));
