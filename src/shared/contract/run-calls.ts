import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { WireError } from '../errors.ts';
import { exportFormats } from '../export-format.ts';
import type { Metrics } from '../metrics.ts';
import { paperLanguages } from '../paper-language.ts';
import { mostRecipeText } from '../most-recipe-text.ts';
import type { RecipeNote } from '../run-recipe.ts';
import type { RatePoint } from '../rates-result.ts';
import { runSpecSchema } from '../run-spec.ts';
import type { RunPlan, RunSpec } from '../run-spec.ts';
import type { TrainingNotice } from '../training-notice.ts';
import type { AnswersSoFar, FirstAnswer } from '../answers-so-far.ts';
import type { AttestationGroup } from '../attestation.ts';
import type { Activity, EpochReport, WatchedPicture } from '../trainer-protocol.ts';
import type { RunState } from '../run-state.ts';
import type { EstimateView, PlanNotice, PlanView } from './plan-view.ts';
import { setWishSchema } from './use-calls.ts';

const dataset = z.string().min(1);
const run = z.int().min(1);

/** What a run had to say, before it began and while it trained; `text`: English, as versions before kinds kept it. */
export type RunNotice = PlanNotice | TrainingNotice | { about: 'text'; text: string };

/** A run as tables and strips show it. */
export interface RunRow {
  run: number;
  name: string | null;
  note: string | null;
  state: RunState;
  dataset: string;
  datasetName: string;
  datasetVersion: number;
  /** Null where the network started drawn. */
  backbone: string | null;
  spec: RunSpec;
  plan: RunPlan | null;
  createdAtMs: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  seconds: number | null;
  imagesPerSecond: number | null;
  peakMemoryBytes: number | null;
  bestEpoch: number | null;
  /** Epochs whose mean its weights are; null where they are those of `bestEpoch`. */
  averaged: readonly number[] | null;
  error: WireError | null;
  /** Headline figures: of the test split where there is one, else of validation ("chosen on these pictures"). */
  headline: { split: 'val' | 'test'; accuracy: number; interval: [number, number] | null; independentGroups: number | null; images: number } | null;
  /** How good it was when that was first known; null before. */
  firstAnswer: FirstAnswer | null;
  valLoss: number | null;
  macroF1: number | null;
  frozen: { tensors: number; changed: number } | null;
  /** Whether "Resume" would go on with it. */
  isResumable: boolean;
  /** Whether it can end here instead, with the best weights so far. */
  isFinishable: boolean;
  /** Of a run that waits, a number: the lowest goes first (of equal ones the older run). Null where it does not wait. */
  queuePosition: number | null;
  /** Whether a person pinned it: the pinned run of a data set, else the best, is what is shown, used and exported. */
  isPinned: boolean;
  /** Whether it is the best of its data set by its figures (`shared/best-run.ts`). */
  isBest: boolean;
  /** The study that it was made for. */
  study: number | null;
}

/** A part of a run, in the order they come. */
export interface Leg {
  readonly activity: 'starting' | 'reading' | 'features' | 'training' | 'saving' | 'evaluating';
  /** Of training; null for what belongs to none. */
  readonly phase: string | null;
}

/** What a running run does now. */
export interface RunProgress {
  run: number;
  legs: readonly Leg[];
  /** Index of the leg that goes on. */
  leg: number;
  /** Of the time that the whole run takes, 0 to 1; never falls. */
  fraction: number;
  activity: Activity | 'starting';
  /** Of the activity. */
  done: number;
  total: number;
  /** training | validation, or nothing. */
  detail: string | null;
  phase: string | null;
  epoch: number | null;
  /** Of all phases at most; fewer where a phase has stopped early. */
  epochs: number;
  /** Whether a phase that has not ended may stop before all its epochs. */
  mayStopEarly: boolean;
  loss: number | null;
  imagesPerSecond: number | null;
  /** Of the whole run; null while too much of it would be a guess. */
  secondsLeft: number | null;
  memoryBytes: number | null;
  /** A few validation pictures as the network saw them after the last epoch; null before the first. */
  watched: WatchedPicture[] | null;
}

export interface RunDetails extends RunRow {
  epochs: EpochReport[];
  progress: RunProgress | null;
  /** What it last answered while it trained; null before its first answer. */
  answers: AnswersSoFar | null;
  evaluations: { id: number; split: string; folder: string | null; metrics: Metrics }[];
  attestation: AttestationGroup[];
  exports: ExportView[];
  folder: string;
  sizeBytes: number;
  /** Classes in label order. */
  classes: string[];
  notices: RunNotice[];
}

export interface ExportView {
  id: number;
  format: string;
  folder: string;
  /** The last two where the export answers sets itself, and where it says how familiar pictures are. */
  receipt: { images: number; maxAbsDiff: number; top1Agreement: number; answerSetAgreement?: number; familiarityMaxAbsDiff?: number };
  createdAtMs: number;
}

/** What a range test says. `suggestion` null: the loss does not fall. */
export interface FoundRateView {
  suggestion: number | null;
  curve: RatePoint[];
  /** The setting that the rate is for. */
  setting: 'learningRate' | 'fineTuneLearningRate';
  notices: TrainingNotice[];
}

export const runCalls = {
  plan: oc.input(z.strictObject({ dataset, spec: runSpecSchema })).output(type<PlanView>()),
  /** Runs a short probe; some seconds. */
  estimate: oc.input(z.strictObject({ dataset, spec: runSpecSchema })).output(type<EstimateView>()),
  /** A learning rate range test of what the spec would train last: 100 steps, nothing of which is kept. Progress comes as `suggesting` events. */
  findRate: oc.input(z.strictObject({ dataset, spec: runSpecSchema })).output(type<FoundRateView>()),
  /** Puts a run at the end of the queue; it starts at once where nothing runs. */
  start: oc.input(z.strictObject({ dataset, spec: runSpecSchema })).output(type<RunRow>()),
  list: oc.input(z.strictObject({ dataset: dataset.optional() })).output(type<RunRow[]>()),
  show: oc.input(z.strictObject({ run })).output(type<RunDetails>()),
  /** Epochs of several runs, to lay over each other. */
  curves: oc.input(z.strictObject({ runs: z.array(run).max(1000) })).output(type<{ run: number; epochs: EpochReport[] }[]>()),
  /** Checkpoint, then the trainer ends; `resume` goes on. */
  pause: oc.input(z.strictObject({ run })).output(type<RunRow>()),
  /** As pause, but the run is `cancelled`; it can still be resumed. A queued run leaves the queue. */
  stop: oc.input(z.strictObject({ run })).output(type<RunRow>()),
  resume: oc.input(z.strictObject({ run })).output(type<RunRow>()),
  /** Ends a run that rests with the best weights so far: once its turn has come it is `done`. */
  finish: oc.input(z.strictObject({ run })).output(type<RunRow>()),
  edit: oc
    .input(
      z.strictObject({
        run,
        name: z.string().max(200).nullable().optional(),
        note: z.string().max(10_000).nullable().optional(),
      }),
    )
    .output(type<RunRow>()),
  /** Pins a run that is done, instead of the one of its data set that was; or takes the pin off. */
  pin: oc.input(z.strictObject({ run, isPinned: z.boolean() })).output(type<RunRow>()),
  /** What deleting these would give back to the disk. */
  size: oc.input(z.strictObject({ runs: z.array(run).max(100_000) })).output(type<{ sizeBytes: number }>()),
  remove: oc.input(z.strictObject({ run })).output(type<{ freedBytes: number }>()),
  /** Augmented views of a few training pictures as this spec would make them: URLs of pictures. */
  augmentedSamples: oc
    .input(z.strictObject({ dataset, spec: runSpecSchema }))
    .output(type<{ image: number; label: string; urls: string[] }[]>()),
  export: oc
    .input(z.strictObject({ run, format: z.enum(exportFormats), force: z.boolean().optional(), sets: setWishSchema.optional() }))
    .output(type<ExportView>()),
  /** The settings in the end of a report or in the manifest of an export, and what of them cannot come back on this data set. Changes nothing. */
  like: oc
    .input(z.strictObject({ dataset, name: z.string().max(1000), text: z.string().max(mostRecipeText) }))
    .output(type<{ spec: RunSpec; notes: RecipeNote[] }>()),
  /** All that is known of it as one page, in the folder of exports; in place of the one before. */
  report: oc
    .input(z.strictObject({ run, language: z.enum(paperLanguages).default('en') }))
    .output(type<{ file: string; folder: string }>()),
};
