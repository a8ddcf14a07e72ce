import { mcnemarOfCounts } from '../evaluation/mcnemar.ts';
import { newcombeInterval } from '../evaluation/newcombe-interval.ts';
import { pairedMeans } from '../evaluation/paired-means.ts';
import type { AnsweringWeights } from '../../shared/answering-weights.ts';
import type { StudyCell, StudyMeasure } from '../../shared/study-spec.ts';
import type { StudyComparison } from '../../shared/study-result.ts';

/** A trial that is done, in figures. */
export interface TrialResult extends Readonly<Record<StudyMeasure, number>> {
  readonly cell: StudyCell;
  readonly row: number;
  readonly repeat: number;
  readonly run: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly secondsPerEpoch: number;
  /** Of all of it; null of runs that were not timed. */
  readonly seconds: number | null;
}

/** Whether a run was right, by validation picture. */
export type RightAnswers = (run: number) => ReadonlyMap<number, boolean>;

/** How a study was repeated: folds share training pictures and judge each picture once. */
export interface Repeated {
  /** 0 for seeds. */
  readonly folds: number;
  readonly right: RightAnswers;
  /** Whether a finished run was right, by picture that it learned from; empty where it was not asked. */
  readonly rightOfTraining?: RightAnswers;
  /** Which weights of a run that was. */
  readonly trainingWeights?: (run: number) => AnsweringWeights;
  /** The same of several runs that answer together, for pictures that all of them were judged by. */
  readonly together?: (runs: readonly number[]) => ReadonlyMap<number, boolean>;
}

/** Trials of two rows that have the same repeat. */
export const pairedTrials = (first: readonly TrialResult[], second: readonly TrialResult[]): [TrialResult, TrialResult][] =>
  first.flatMap((one): [TrialResult, TrialResult][] => {
    const other = second.find(({ repeat }) => repeat === one.repeat);
    return other ? [[one, other]] : [];
  });

/**
 * Whether the first of each pair differs from the second; `p` is not yet corrected for other comparisons. Over repeats by Student's paired test; with
 * one repeat, or where repeats leave no spread (a head that is solved exactly knows no seed), by McNemar's on the same pictures, which accuracy has and, of pictures that both learned from, training accuracy where they were asked.
 * Null where there is no pair.
 */
export function compareTrials(pairs: readonly (readonly [TrialResult, TrialResult])[], of: StudyMeasure, { folds, right, rightOfTraining, trainingWeights }: Repeated): StudyComparison | null {
  if (pairs.length === 0) return null;
  const [first, second] = [pairs.map(([one]) => one[of]), pairs.map(([, other]) => other[of])];
  const over = pairedMeans(first, second, folds === 0 ? 0 : 1 / (folds - 1));
  if (over) return { test: 'paired-t', ...over, pairs: pairs.length, pictures: 0 };
  const difference = first.reduce((sum, value, i) => sum + value - second[i]!, 0) / pairs.length;
  const untold: StudyComparison = { test: null, difference, low: null, high: null, p: null, pairs: pairs.length, pictures: 0 };
  const answers = { accuracy: right, trainAccuracy: rightOfTraining, valLoss: undefined, trainLoss: undefined }[of];
  if (!answers) return untold;
  // Seeds answer the same pictures again and again; folds each their own, and learn from nearly the same.
  const counts = (folds === 0 || of === 'trainAccuracy' ? pairs.slice(0, 1) : pairs).map(([one, other]) => countsOf(answers(one.run), answers(other.run)));
  const sum = (key: keyof (typeof counts)[number]): number => counts.reduce((total, count) => total + count[key], 0);
  const paired = { both: sum('both'), onlyFirst: sum('onlyFirst'), onlySecond: sum('onlySecond'), neither: sum('neither') };
  const pictures = paired.both + paired.onlyFirst + paired.onlySecond + paired.neither;
  if (pictures === 0) return untold;
  const weights = of === 'trainAccuracy' && trainingWeights && (pairs[0]!.every(({ run }) => trainingWeights(run) === 'last') ? 'last' : 'kept');
  return { test: 'mcnemar', ...newcombeInterval(paired), p: mcnemarOfCounts(paired.onlyFirst, paired.onlySecond).midP, pairs: pairs.length, pictures, ...(weights && { weights }) };
}

/** Two that answered the same pictures, by McNemar's test; null where they share none. */
export function compareAnswers(first: ReadonlyMap<number, boolean>, second: ReadonlyMap<number, boolean>): StudyComparison | null {
  const counts = countsOf(first, second);
  const pictures = counts.both + counts.onlyFirst + counts.onlySecond + counts.neither;
  return pictures === 0 ? null : { test: 'mcnemar', ...newcombeInterval(counts), p: mcnemarOfCounts(counts.onlyFirst, counts.onlySecond).midP, pairs: 1, pictures };
}

function countsOf(first: ReadonlyMap<number, boolean>, second: ReadonlyMap<number, boolean>) {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (const [picture, isRight] of first) {
    const other = second.get(picture);
    if (other === undefined) continue;
    if (isRight) counts[other ? 'both' : 'onlyFirst'] += 1;
    else counts[other ? 'onlySecond' : 'neither'] += 1;
  }
  return counts;
}
