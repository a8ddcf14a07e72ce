import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { RunCalibration } from '../calibration.ts';
import { combinings } from '../ensemble.ts';
import type { Against, EnsembleSize } from '../ensemble.ts';
import { testTimeAugmentations } from '../test-time-augmentation.ts';
import type { OwnConsistency } from '../own-consistency.ts';
import type { TestLedger, TestLock } from '../test-ledger.ts';
import { coveredWays, type ShortcutTest, type StressCard } from '../stress.ts';
import type { RunVerdict } from '../verdict.ts';

const run = z.int().min(1);

/** One picture with what a run said of it. */
export interface ImageAnswer {
  /** Null for a picture that is in no data set. */
  image: number | null;
  file: string;
  /** What the run was told, and what counts now (differs after a relabel); null without. */
  label: string | null;
  currentLabel: string | null;
  isExcluded: boolean;
  predicted: string;
  /** Of the predicted class, 0..1. */
  confidence: number;
  /** Of the true class, 0..1; null without a label. */
  trueProbability: number | null;
}

const answerFilterSchema = z.strictObject({
  /** A cell of the confusion matrix, by class names. */
  label: z.string().optional(),
  predicted: z.string().optional(),
  /** Wrong ones only. */
  wrong: z.boolean().optional(),
});

export interface ComparedRunView {
  run: number;
  name: string | null;
  /** Pictures of that side it answered, those too that the other did not. */
  answered: number;
  /** So many of the judging pictures lie in groups of which it learned other pictures. */
  metBefore: number;
  correct: number;
  accuracy: number;
  accuracyInterval: readonly [number, number] | null;
}

export interface FlipView {
  image: number | null;
  file: string;
  label: string;
  first: string;
  second: string;
}

/** `first` or `second`: that run is better, and hardly by chance. `same`: the same pictures right and wrong. */
export type ComparisonOutcome = 'same' | 'chance' | 'first' | 'second';

/** A setting with its values in two runs: one, or one a phase. */
export interface ComparedSetting {
  setting: string;
  first: (string | number)[];
  second: (string | number)[];
}

export interface ComparisonView {
  split: 'test' | 'val';
  images: number;
  /** Pictures whose label was corrected between the two runs; both are judged by the newer label. */
  relabelled: number;
  /** So many independent groups intervals and test count; null where they count pictures. */
  independentGroups: number | null;
  runs: readonly [ComparedRunView, ComparedRunView];
  test: { onlyFirst: number; onlySecond: number; exactP: number; midP: number };
  outcome: ComparisonOutcome;
  /** Settings in which the two differ. */
  settings: ComparedSetting[];
  better: FlipView[];
  worse: FlipView[];
}

/** How good runs are together, and each alone, on the pictures that all were judged by. */
export interface TogetherView {
  split: 'test' | 'val';
  images: number;
  correct: number;
  accuracy: number;
  accuracyInterval: readonly [number, number] | null;
  /** So many independent groups intervals and tests count; null where they count pictures. */
  independentGroups: number | null;
  /** In the order asked. */
  members: readonly { run: number; accuracy: number; accuracyInterval: readonly [number, number] | null }[];
  /** Of one member to all of them. */
  sizes: readonly EnsembleSize[];
  /** The member that is right most often. */
  againstBest: Against & { run: number };
  /** The same at one look; null where nothing is looked at twice. */
  againstPlain: Against | null;
  /** Pictures that could not be read. */
  skipped: number;
}

/** Evidence for `className` over the picture, rows from the top, in logit units; larger is more evidence. */
export interface HeatMap {
  className: string;
  /** `exact`: the mean plus the bias is the logit. `gradient`: how the logit of this picture would change; the head is not linear. */
  method: 'exact' | 'gradient';
  rows: number;
  columns: number;
  /** rows x columns, row by row. */
  values: number[];
  /** What part of the picture the network saw: [left, top, width, height], 0..1 of the picture after orientation. */
  crop: [number, number, number, number];
}

/** In what the data set differs from the version that a run saw. */
export interface RunChanges {
  /** Pictures with another label, or excluded since. */
  labels: number;
  /** Pictures that are new, gone, or of other content. */
  pictures: number;
  /** So many of those that judged it lie in groups that count now, of which it learned other pictures. */
  metBefore: number;
}

export const evaluationCalls = {
  /** Answers of the headline evaluation (or the given one), most confident first. */
  answers: oc
    .input(z.strictObject({ run, evaluation: z.int().min(1).optional(), filter: answerFilterSchema }))
    .output(type<ImageAnswer[]>()),
  /** A run beside doing without it, and what would help it most; null before it has answers. */
  verdict: oc.input(z.strictObject({ run })).output(type<RunVerdict | null>()),
  /** Whether a run is as sure as it is right, on the pictures of its headline; null before it has answers. */
  calibration: oc.input(z.strictObject({ run })).output(type<RunCalibration | null>()),
  /** Counts a look at the test pictures by which the run is judged, and says how many there were; null where it is judged by validation. */
  testLedger: oc.input(z.strictObject({ run })).output(type<TestLedger | null>()),
  /** What keeps its answers of the test pictures from sight; null where nothing does. */
  testLock: oc.input(z.strictObject({ run })).output(type<TestLock | null>()),
  /** How often whoever labels the run's data set says the same of a picture again; null before anything was judged again. */
  ownConsistency: oc.input(z.strictObject({ run })).output(type<OwnConsistency | null>()),
  /** What was found out by asking a run's model again, as far as it was asked. */
  field: oc.input(z.strictObject({ run })).output(type<{ stress: StressCard | null; shortcut: ShortcutTest | null }>()),
  /** How its accuracy falls as pictures get worse; takes minutes, and is kept. */
  stress: oc.input(z.strictObject({ run })).output(type<StressCard>()),
  /** What it tells without the object; kept. */
  shortcut: oc.input(z.strictObject({ run })).output(type<ShortcutTest>()),
  /** Validation pictures as `shortcut` gave them to the network; `url` null where a file is not what the run saw any more. Progress comes as `asking` events. */
  covered: oc
    .input(z.strictObject({ run, images: z.array(z.int().min(1)).min(1).max(100), way: z.enum(coveredWays) }))
    .output(type<{ image: number; url: string | null }[]>()),
  probabilities: oc
    .input(z.strictObject({ run, image: z.int().min(1) }))
    .output(type<{ className: string; probability: number }[]>()),
  compare: oc.input(z.strictObject({ first: run, second: run })).output(type<ComparisonView>()),
  /** Several runs as one. At one look what they answered is stored; more of them ask every model anew. Of test pictures a look is counted. */
  together: oc
    .input(z.strictObject({ runs: z.array(run).min(2).max(20), combine: z.enum(combinings), looks: z.enum(testTimeAugmentations) }))
    .output(type<TogetherView>()),
  /** Class activation map of a picture of a data set; the predicted class unless named. */
  heatMap: oc
    .input(z.strictObject({ run, image: z.int().min(1), className: z.string().optional() }))
    .output(type<HeatMap>()),
  /** What training again with the same settings would see that this run did not. */
  changes: oc.input(z.strictObject({ run })).output(type<RunChanges>()),
};
