import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import { paperLanguages } from '../paper-language.ts';
import type { WireError } from '../errors.ts';
import type { FormsResult } from '../forms-result.ts';
import type { PlanNotice } from './plan-view.ts';
import { runSpecSchema } from '../run-spec.ts';
import { clusterSettingsSchema } from '../study-cluster.ts';
import { studySpecSchema } from '../study-spec.ts';
import type { CellValue, StudyCell, StudyRepeats, StudySpec } from '../study-spec.ts';
import type { ClassOutlook, StudyChart, StudyRow, StudyStatus, StudyVerdict, TrialState } from '../study-result.ts';

const dataset = z.string().min(1);
const study = z.int().min(1);

/** What a paper printed, where, and how it was measured there. */
export interface PaperFacts {
  /** `1512.03385`; null of what no paper printed. */
  arxiv: string | null;
  place: string;
  measured: string;
  recipe: string;
}

/** A published number, with ours of the same cell; both in percent of the pictures. */
export interface PaperNumber {
  /** What the paper calls it. */
  name: string;
  cell: StudyCell | null;
  /** Null where training failed there. */
  errorPercent: number | null;
  ourErrorPercent: number | null;
}

/** A study that only lacks its data set. Its words are those of the terminal; a window that has its own takes them by `preset`. */
export interface PresetView {
  preset: string;
  title: string;
  question: string;
  claims: { claim: string; text: string }[];
  /** `cuts`, `backbones`: what this computer has of them. */
  varies: { field: string; values: readonly CellValue[] | 'cuts' | 'backbones' }[];
  repeats: StudyRepeats;
  /** Whether all of it trains networks from nothing, and no base model is asked for. */
  isDrawn: boolean;
  /** How its paper calls the ways that it has numbers of. */
  names: { name: string; cell: StudyCell | null }[];
  paper: PaperFacts | null;
}

/** A cluster that a study was sent to from a terminal: there alone an address, folders and the token's file are named. */
export interface ClusterChoice {
  /** The newest study that went there. */
  study: number;
  address: string;
  storage: string;
  cpusPerTrial: number;
  gpusPerTrial: number;
  retries: number;
}

/** A study's place on a cluster. */
export interface ClusterView {
  address: string;
  /** What was submitted and has not ended, as far as is known. */
  job: string | null;
  cpusPerTrial: number;
  gpusPerTrial: number;
  /** Since when it cannot be asked, and why; what runs there goes on. */
  lost: { sinceMs: number; error: WireError } | null;
}

/** What would be run. */
export interface StudyPlanView {
  /** With what was left to the program. */
  spec: StudySpec;
  cells: StudyCell[];
  /** In the order in which they run; `reused`: a run that is taken over instead. */
  trials: { row: number; repeat: number; reused: number | null }[];
  /** What is worth knowing before it begins, and of which of `cells`. */
  notices: { notice: PlanNotice; rows: number[] }[];
}

/** A study as lists show it. */
export interface StudyCard {
  study: number;
  title: string;
  question: string;
  preset: string | null;
  dataset: string;
  status: StudyStatus;
  /** Of its trials. */
  done: number;
  failed: number;
  total: number;
  createdAtMs: number;
  finishedAtMs: number | null;
}

export interface TrialView {
  position: number;
  row: number;
  repeat: number;
  run: number | null;
  state: TrialState;
  /** On its validation pictures, 0..1; null before it is done. */
  accuracy: number | null;
  /** Whether it saw all of its data set, so that it may be the run that is used. */
  isWhole: boolean;
}

/** How accuracy grows with the training pictures. */
interface StudyCurveView {
  /** Why it is not carried on; empty where it is. */
  refused: readonly string[];
  /** Of so many independent groups the pictures are that judge, which the curve counts one by one; left out where each is alone. */
  independentGroups?: number;
  predictions: readonly { size: number; times: number; accuracy: number; low: number; high: number; isShown: boolean }[];
}

export interface StudyView extends StudyCard {
  spec: StudySpec;
  /** Of each trial, where a time budget decided. */
  steps: number | null;
  chart: StudyChart;
  rows: StudyRow[];
  trials: TrialView[];
  verdicts: StudyVerdict[];
  paper: (PaperFacts & { numbers: PaperNumber[] }) | null;
  curve: StudyCurveView | null;
  /** The same of each class, once all has ended. */
  classes: (ClassOutlook & { label: string })[];
  /** The cell to take; null before all has ended, and where what varies is no choice. */
  recommended: StudyCell | null;
  /** The most accurate cell and those that are not proven to be less accurate than it or than another of them. */
  asGood: StudyCell[];
  /** Whether there is anything to go on with; what has failed for good would fail again. */
  canGoOn: boolean;
  /** Null where it runs on this computer. */
  cluster: ClusterView | null;
  error: WireError | null;
}

const startSchema = z.strictObject({ spec: studySpecSchema, cluster: clusterSettingsSchema.pick({ cpusPerTrial: true, gpusPerTrial: true, retries: true }).extend({ like: study }).optional() });
export type StartInput = z.infer<typeof startSchema>;

export const studyCalls = {
  presets: oc.output(type<PresetView[]>()),
  /** A preset as a study of a data set, to be changed and begun. `base` goes before its own settings. */
  fromPreset: oc.input(z.strictObject({ preset: z.string().min(1), dataset, base: runSpecSchema.optional() })).output(type<StudySpec>()),
  plan: oc.input(z.strictObject({ spec: studySpecSchema })).output(type<StudyPlanView>()),
  /** Measures a trial of every cell by a short probe, some seconds each. */
  estimate: oc.input(z.strictObject({ spec: studySpecSchema })).output(type<{ seconds: number }>()),
  /** Newest first. */
  clusters: oc.output(type<ClusterChoice[]>()),
  /** `cluster`: where one whose executor is `ray` runs: where the study `like` did. */
  start: oc.input(startSchema).output(type<StudyView>()),
  /** Newest first. */
  list: oc.input(z.strictObject({ dataset })).output(type<StudyCard[]>()),
  show: oc.input(z.strictObject({ study })).output(type<StudyView>()),
  /** Its run writes a checkpoint; `resume` goes on. */
  stop: oc.input(z.strictObject({ study })).output(type<StudyView>()),
  resume: oc.input(z.strictObject({ study })).output(type<StudyView>()),
  /** Runs made for it stay unless `withRuns`; those that were there before stay always. */
  remove: oc.input(z.strictObject({ study, withRuns: z.boolean().default(false) })).output(type<{ study: number; runs: number[]; freedBytes: number }>()),
  /** All of it as one page: `file` is fetched below `/api/files/`, `folder` is where it lies. */
  report: oc.input(z.strictObject({ study, language: z.enum(paperLanguages).default('en') })).output(type<{ file: string; folder: string }>()),
  /** The block of C x d between 256 channels built in its three forms and compared on a picture of the data set; some seconds. */
  forms: oc.input(z.strictObject({ dataset, image: z.int().min(1), cardinality: z.int().min(2).max(64), width: z.int().min(1).max(64) })).output(type<FormsResult>()),
};
