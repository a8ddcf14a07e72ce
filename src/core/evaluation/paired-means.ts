import { meanAndDeviation } from './mean-interval.ts';
import { studentQuantile, studentTwoSided } from './student-t.ts';

/** First minus second, each pair under the same circumstances. */
export interface PairedMeans {
  readonly difference: number;
  /** 95 % t interval of the difference. */
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Student's paired test of values [n]; null where differences have no spread, since then nothing says how far chance alone would move them.
 * @param foldsTested of cross-validation, pictures that validate per picture that trains: folds share training pictures, which the plain test does
 *   not know (Nadeau and Bengio, Machine Learning 52, 2003); 0 for seeds
 */
export function pairedMeans(first: readonly number[], second: readonly number[], foldsTested = 0): PairedMeans | null {
  const n = Math.min(first.length, second.length);
  if (n < 2) return null;
  const { mean, deviation } = meanAndDeviation(first.slice(0, n).map((value, i) => value - second[i]!));
  if (deviation < 1e-12) return null;
  const error = deviation * Math.sqrt(1 / n + foldsTested);
  const half = studentQuantile(0.975, n - 1) * error;
  return { difference: mean, low: mean - half, high: mean + half, p: studentTwoSided(mean / error, n - 1) };
}
