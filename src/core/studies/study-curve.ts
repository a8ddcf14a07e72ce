import { learningCurve } from '../evaluation/learning-curve.ts';
import type { CurvePrediction, LearningCurve } from '../evaluation/learning-curve.ts';
import { meanAndDeviation } from '../evaluation/mean-interval.ts';
import { seededRandom } from '../training/seeded-random.ts';
import type { StudyRow } from '../../shared/study-result.ts';

/** What a row of a learning curve was trained and judged on. */
export interface CurveCounts {
  /** Training pictures. */
  readonly size: number;
  /** Validation pictures. */
  readonly trials: number;
}

/** A learning curve, with how many times the pictures of the largest row each prediction is for. */
export interface StudyCurve extends LearningCurve {
  /** Of so many independent groups the pictures are that judge, which the curve counts one by one; left out where each is alone. */
  readonly independentGroups?: number;
  readonly predictions: readonly (CurvePrediction & { readonly times: number })[];
}

const carriedOn = [2, 4];

/** The curve through the rows of a study in which only the part of the training pictures varies; null where fewer than two have results. Pure. */
export function studyCurve(rows: readonly StudyRow[], counts: readonly CurveCounts[]): StudyCurve | null {
  const points = rows.flatMap(({ accuracy }, i) => {
    const { size, trials } = counts[i]!;
    if (!accuracy || trials === 0) return [];
    const { deviation } = meanAndDeviation(accuracy.values);
    return [{ size, trials, correct: accuracy.mean * trials, spread: deviation / Math.sqrt(accuracy.n) }];
  });
  const sorted = points.toSorted((a, b) => a.size - b.size);
  if (sorted.length < 2) return null;
  const largest = sorted.at(-1)!.size;
  // Resamples of a seed of its own, so that the same results say the same.
  const curve = learningCurve(sorted, carriedOn.map((times) => times * largest), seededRandom(1));
  return { ...curve, predictions: curve.predictions.map((prediction, i) => ({ ...prediction, times: carriedOn[i]! })) };
}
