import type { AnsweringWeights } from './answering-weights.ts';
import type { StudyCell, StudyMeasure } from './study-spec.ts';
import type { MeasuredGradients } from './trainer-protocol.ts';

/** Of the repeats of a cell. */
export interface StudyFigure {
  mean: number;
  /** 95 % t interval over repeats; null of one. */
  low: number | null;
  high: number | null;
  n: number;
  median: number;
  /** In the order of repeats. */
  values: number[];
}

/** A cell as it stands. Figures are null while none of its runs is done. */
export interface StudyRow {
  cell: StudyCell;
  /** Those that are done, in the order of repeats. */
  runs: number[];
  /** Of the validation side (of the fold), with the best weights. */
  accuracy: StudyFigure | null;
  /** Of the last epoch. */
  trainAccuracy: StudyFigure | null;
  /** Means: of the last epoch; of the best weights. */
  trainLoss: number | null;
  valLoss: number | null;
  /** Trained ones. */
  parameters: number | null;
  /** For one picture. */
  multiplyAdds: number | null;
  /** Of the last phase. */
  secondsPerEpoch: number | null;
  /** Of a whole run; frozen features count in the run that computed them, and in none that found them. */
  secondsPerRun: number | null;
  /** Of all its runs that measured some, those that failed too; left out where none did. */
  gradients?: MeasuredGradients[];
}

/** How two cells were compared: McNemar's test on the same pictures, or Student's over the repeats, and over the pictures too where it saw some; null where neither says anything. */
type StudyTest = 'mcnemar' | 'paired-t' | null;

/** First minus second. */
export interface StudyComparison {
  test: StudyTest;
  difference: number;
  low: number | null;
  high: number | null;
  /** After Holm's correction over all comparisons that are shown. */
  p: number | null;
  /** Pairs of runs. */
  pairs: number;
  /** That the test saw; 0 where it saw repeats alone. */
  pictures: number;
  /** So many independent groups interval and test count; left out where they count pictures or repeats. */
  independentGroups?: number;
  /** Whose answers of training pictures it saw: of both runs those of the last epoch, or of one or both those that count, where the last are gone. Left out of all else. */
  weights?: AnsweringWeights;
}

export type Holds = 'yes' | 'no' | 'unclear';

/** What became of a claim. */
export interface StudyVerdict {
  claim: string;
  /** The claim in words. */
  claimed: string;
  of: StudyMeasure;
  holds: Holds;
  /** The cells that decided; null where they have no two runs to compare. */
  compared: { first: StudyCell; second: StudyCell; comparison: StudyComparison } | null;
}

export type StudyStatus = 'running' | 'done' | 'stopped' | 'failed';
export type TrialState = 'queued' | 'running' | 'done' | 'failed' | 'reused';

/** What answers the question of a study: a bar a cell, a curve over the number that varies, or curves over epochs. */
export type StudyChart = 'bars' | 'curve' | 'epochs';

/** What more training pictures of one class would bring it. Accuracies are of the pictures of the class that are told right. */
export type ClassOutlook = {
  /** Its training pictures in the largest row. */
  size: number;
  /** There, 0..1. */
  accuracy: number;
  /** Its validation pictures. */
  of: number;
} & (
  | { kind: 'more'; more: number; low: number; high: number }
  /** More pictures would not help. */
  | { kind: 'flat' }
  /** Fewer than 5 are wrong: nothing to measure a rise by. */
  | { kind: 'few-mistakes'; mistakes: number }
  /** Why its curve is not carried on; nothing where it leaves too much open. */
  | { kind: 'open'; refused: string[] }
);
