import { fewestGroups } from '../../shared/independent-groups.ts';
import { independentGroups, unitsOf } from '../evaluation/accuracy-interval.ts';
import type { TogetherKeys } from '../evaluation/accuracy-interval.ts';
import { pairedDifference, pairedTest } from '../evaluation/paired-answers.ts';
import { pairedMeans, pairedOverPictures } from '../evaluation/paired-means.ts';
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
type RightAnswers = (run: number) => ReadonlyMap<number, boolean>;

/** Which of the pictures of the study's data set belong together, by their rows. */
export type GroupsOf = (pictures: readonly number[]) => TogetherKeys | null;

/** How a study was repeated: folds share training pictures and judge each picture once. */
export interface Repeated {
  /** 0 for seeds. */
  readonly folds: number;
  readonly right: RightAnswers;
  /** Whether a finished run was right, by picture that it learned from; empty where it was not asked. */
  readonly rightOfTraining?: RightAnswers;
  /** Which weights of a run that was. */
  readonly trainingWeights?: (run: number) => AnsweringWeights;
  /** Which pictures belong together; left out where none do. */
  readonly groupsOf?: GroupsOf;
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
 * Whether the first of each pair differs from the second; `p` is not yet corrected for other comparisons. Over repeats by Student's paired test, and accuracy of seeds over
 * the pictures that judge too (`pairedOverPictures`), as far as their answers are kept; with one repeat, or where repeats leave no spread (a head that is solved exactly knows no seed), by McNemar's on the same pictures, which accuracy has and, of pictures that both learned from, training accuracy where they were asked.
 * Null where there is no pair.
 */
export function compareTrials(pairs: readonly (readonly [TrialResult, TrialResult])[], of: StudyMeasure, { folds, right, rightOfTraining, trainingWeights, groupsOf }: Repeated): StudyComparison | null {
  if (pairs.length === 0) return null;
  const [first, second] = [pairs.map(([one]) => one[of]), pairs.map(([, other]) => other[of])];
  const over = pairedMeans(first, second, folds === 0 ? 0 : 1 / (folds - 1));
  if (over) return (of === 'accuracy' && folds === 0 ? overPictures(pairs, right, groupsOf) : null) ?? { test: 'paired-t', ...over, pairs: pairs.length, pictures: 0 };
  const difference = first.reduce((sum, value, i) => sum + value - second[i]!, 0) / pairs.length;
  const untold: StudyComparison = { test: null, difference, low: null, high: null, p: null, pairs: pairs.length, pictures: 0 };
  const answers = { accuracy: right, trainAccuracy: rightOfTraining, valLoss: undefined, trainLoss: undefined }[of];
  if (!answers) return untold;
  // Seeds answer the same pictures again and again; folds each their own, and learn from nearly the same.
  const judged = (folds === 0 || of === 'trainAccuracy' ? pairs.slice(0, 1) : pairs).flatMap(([one, other]) => answeredByBoth(answers(one.run), answers(other.run)));
  if (judged.length === 0) return untold;
  const weights = of === 'trainAccuracy' && trainingWeights && (pairs[0]!.every(({ run }) => trainingWeights(run) === 'last') ? 'last' : 'kept');
  return { ...byAnswers(judged, groupsOf), pairs: pairs.length, ...(weights && { weights }) };
}

/** Over seeds and pictures both. Of fewer than five groups the first pair decides, as it does with one seed. Null where answers of a pair are not kept, or no picture is answered by all. */
function overPictures(pairs: readonly (readonly [TrialResult, TrialResult])[], right: RightAnswers, groupsOf: GroupsOf | undefined): StudyComparison | null {
  const each = pairs.map(([one, other]) => answeredByBoth(right(one.run), right(other.run)));
  const differences = each.map((judged) => new Map(judged.map(([picture, first, second]) => [picture, Number(first) - Number(second)])));
  const pictures = [...differences[0]!.keys()].filter((picture) => differences.every((of) => of.has(picture)));
  if (pictures.length < 2) return null;
  const together = groupsOf?.(pictures) ?? null;
  const groups = independentGroups(together);
  if (groups !== null && groups < fewestGroups) return { ...byAnswers(each[0]!, groupsOf), pairs: pairs.length };
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ofRepeats = differences.map((of) => mean(pictures.map((picture) => of.get(picture)!)));
  const ofPictures = pictures.map((picture) => mean(differences.map((of) => of.get(picture)!)));
  const over = pairedOverPictures(ofRepeats, ofPictures, unitsOf(together, pictures.length));
  return over && { test: 'paired-t', ...over, pairs: pairs.length, pictures: pictures.length, ...(groups !== null && { independentGroups: groups }) };
}

/** Two that answered the same pictures, by McNemar's test; null where they share none. */
export function compareAnswers(first: ReadonlyMap<number, boolean>, second: ReadonlyMap<number, boolean>, groupsOf?: GroupsOf): StudyComparison | null {
  const judged = answeredByBoth(first, second);
  return judged.length === 0 ? null : { ...byAnswers(judged, groupsOf), pairs: 1 };
}

/** A picture (its row) that both answered, and whether each was right. */
type Answered = readonly [picture: number, first: boolean, second: boolean];

const answeredByBoth = (first: ReadonlyMap<number, boolean>, second: ReadonlyMap<number, boolean>): Answered[] =>
  [...first].flatMap(([picture, isRight]): Answered[] => {
    const other = second.get(picture);
    return other === undefined ? [] : [[picture, isRight, other]];
  });

/** Where pictures belong together, by whole groups. */
function byAnswers(judged: readonly Answered[], groupsOf: GroupsOf | undefined): Omit<StudyComparison, 'pairs'> {
  const [first, second] = [judged.map(([, one]) => one), judged.map(([, , other]) => other)];
  const together = groupsOf?.(judged.map(([picture]) => picture)) ?? null;
  const groups = independentGroups(together);
  return { test: 'mcnemar', ...pairedDifference(first, second, together), p: pairedTest(first, second, together).midP, pictures: judged.length, ...(groups !== null && { independentGroups: groups }) };
}
