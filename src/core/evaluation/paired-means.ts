import { groupStandardError } from './group-interval.ts';
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

/**
 * The same of repeats that all answered one set of pictures: over other repeats and over other pictures both. Repeats alone know nothing of the pictures, so that of two ways that are as good everywhere the one that fits
 * these pictures is called better, the more surely the less seeds matter (simulated: 23 of 100 cases at three seeds and 60 pictures). min F' (Clark, Journal of Verbal Learning and Verbal Behavior 12, 1973): both standard
 * errors squared and added, its degrees of freedom by Satterthwaite; what is left of chance in a single answer counts twice, so it errs to the safe side. Null where neither repeats nor pictures differ.
 * @param repeats difference of each repeat; two or more @param pictures difference of each picture, its mean over repeats @param units which of the pictures belong together; two or more
 */
export function pairedOverPictures(repeats: readonly number[], pictures: readonly number[], units: { readonly unit: ArrayLike<number>; readonly count: number }): PairedMeans | null {
  const { mean, deviation } = meanAndDeviation(repeats);
  const [ofRepeats, ofPictures] = [deviation / Math.sqrt(repeats.length), groupStandardError(pictures, units)];
  const error = Math.hypot(ofRepeats, ofPictures);
  if (error < 1e-12) return null;
  const degrees = error ** 4 / (ofRepeats ** 4 / (repeats.length - 1) + ofPictures ** 4 / (units.count - 1));
  const half = studentQuantile(0.975, degrees) * error;
  return { difference: mean, low: mean - half, high: mean + half, p: studentTwoSided(mean / error, degrees) };
}
