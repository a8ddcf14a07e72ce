import { independentGroups, unitsOf } from '../evaluation/accuracy-interval.ts';
import { groupStandardError } from '../evaluation/group-interval.ts';
import { learningCurve } from '../evaluation/learning-curve.ts';
import type { CurvePrediction, LearningCurve } from '../evaluation/learning-curve.ts';
import { meanAndDeviation } from '../evaluation/mean-interval.ts';
import { seededRandom } from '../training/seeded-random.ts';
import type { StudyRow } from '../../shared/study-result.ts';
import type { GroupsOf } from './compare-trials.ts';

/** What a row of a learning curve was trained and judged on. */
export interface CurveCounts {
  /** Training pictures. */
  readonly size: number;
  /** Validation pictures. */
  readonly trials: number;
  /** Of whole groups; left out where each picture is alone. */
  readonly ofGroups?: GroupSpread;
}

/** How many independent groups judge, and the standard error of an accuracy over them. */
export interface GroupSpread {
  readonly groups: number;
  readonly error: number;
}

/**
 * Of what repeats said of validation pictures: each picture by how often it was told right, groups by the pictures that they have. Undefined where no two pictures belong together.
 * @param right of each repeat, whether a picture (its row) was told right
 */
export function groupSpread(right: readonly ReadonlyMap<number, boolean>[], groupsOf: GroupsOf): GroupSpread | undefined {
  const told = new Map<number, { times: number; right: number }>();
  for (const [picture, isRight] of right.flatMap((each) => [...each])) {
    const { times, right: before } = told.get(picture) ?? { times: 0, right: 0 };
    told.set(picture, { times: times + 1, right: before + Number(isRight) });
  }
  const together = groupsOf([...told.keys()]);
  const groups = independentGroups(together);
  if (groups === null) return undefined;
  const shares = Array.from(told.values(), (of) => of.right / of.times);
  return { groups, error: groups < 2 ? 0 : groupStandardError(shares, unitsOf(together, shares.length)) };
}

/** A learning curve, with how many times the pictures of the largest row each prediction is for. */
export interface StudyCurve extends LearningCurve {
  /** So many independent groups of pictures judge, and are counted; left out where each picture is alone. */
  readonly independentGroups?: number;
  readonly predictions: readonly (CurvePrediction & { readonly times: number })[];
}

const carriedOn = [2, 4];

/** The curve through the rows of a study in which only the part of the training pictures varies; null where fewer than two have results. Pure. */
export function studyCurve(rows: readonly StudyRow[], counts: readonly CurveCounts[]): StudyCurve | null {
  const points = rows.flatMap(({ accuracy }, i) => {
    const { size, trials, ofGroups } = counts[i]!;
    if (!accuracy || trials === 0) return [];
    const { deviation } = meanAndDeviation(accuracy.values);
    return [{ size, trials, correct: accuracy.mean * trials, spread: Math.max(deviation / Math.sqrt(accuracy.n), ofGroups?.error ?? 0), groups: ofGroups?.groups ?? null }];
  });
  const sorted = points.toSorted((a, b) => a.size - b.size);
  if (sorted.length < 2) return null;
  const { size: largest, groups } = sorted.at(-1)!;
  // Resamples of a seed of its own, so that the same results say the same.
  const curve = learningCurve(sorted, carriedOn.map((times) => times * largest), seededRandom(1));
  return { ...curve, ...(groups !== null && { independentGroups: groups }), predictions: curve.predictions.map((prediction, i) => ({ ...prediction, times: carriedOn[i]! })) };
}
