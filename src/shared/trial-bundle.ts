/**
 * A run that can leave the machine: a folder that is all a trial needs beside a store of objects named by their content.
 * Invariant: a trial is done when `done.json` is there, names this trial, and every file that it names has its bytes. Whoever wrote it does not matter.
 */
import { z } from 'zod';
import { epochReportSchema } from './epoch-report.ts';
import type { WireError } from './errors.ts';
import { runPlanSchema } from './run-spec.ts';
import { splits } from './split.ts';
import { temperatureFitSchema } from './temperature-fit.ts';
import { headReportSchema } from './trainer-protocol.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** Below the store: two digits, then the sha256 and the ending of the file that it came from. */
const objectSchema = z.string().regex(/^[0-9a-f]{2}\/[0-9a-f]{64}(\.[a-z0-9]{1,8})?$/);

/** `trial.json`. */
export const trialBundleSchema = z.strictObject({
  format: z.literal('graft-trial'),
  formatVersion: z.literal(1),
  /** That made it; another one refuses it. */
  program: z.strictObject({ version: z.string(), engine: z.string() }),
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** The store, from the trial's folder. */
  store: z.string(),
  plan: runPlanSchema,
  /** Null where the network starts drawn. */
  backbone: z.strictObject({ id: z.string(), licence: z.string(), sha256: sha256Schema, object: objectSchema }).nullable(),
  classes: z.array(z.string()).min(2),
  /** The list of its pictures is an object too: the trials of a study share it. */
  images: z.strictObject({ object: objectSchema, sha256: sha256Schema }),
  /** Whether what the last epoch's weights answer of the training pictures is brought home, too. */
  asksTraining: z.boolean().optional(),
});
export type TrialBundle = z.infer<typeof trialBundleSchema>;

/** `group` as in {@link trainingImageSchema}; left out where there is none. */
export const trialImagesSchema = z.array(z.strictObject({ id: z.int(), object: objectSchema, sha256: sha256Schema, label: z.int().min(0), split: z.enum(splits), group: z.string().optional() })).min(1);
export type TrialImages = z.infer<typeof trialImagesSchema>;

const fileBytesSchema = z.strictObject({ sha256: sha256Schema, sizeBytes: z.int().min(0) });
/** Names of files only: none that is `.` or `..`, or has a folder in it. */
const fileIn = (folder: string): RegExp => new RegExp(`^${folder}/(?!\\.+$)[A-Za-z0-9._-]+$`);

/** `done.json`, written last. */
export const trialDoneSchema = z.strictObject({
  /** sha256 of the `trial.json` that was done. */
  trial: sha256Schema,
  /** By path from the trial's folder. */
  files: z.record(z.string().regex(fileIn('result/[0-9a-f]{8}')), fileBytesSchema).refine((files) => Object.keys(files).length > 0),
});
export type TrialDone = z.infer<typeof trialDoneSchema>;

/** `checkpoint.json`: where the next attempt goes on, on whichever node; written after its files. */
export const trialCheckpointSchema = z.strictObject({
  /** sha256 of the `trial.json` that it is of. */
  trial: sha256Schema,
  attempt: z.string(),
  /** When the first attempt began. */
  startedAtMs: z.int(),
  /** What training had to say by then. */
  notices: z.array(z.json()),
  /** By path from the trial's folder. */
  files: z.record(z.string().regex(fileIn('checkpoint/[0-9a-f]{8}-\\d+')), fileBytesSchema),
});
export type TrialCheckpoint = z.infer<typeof trialCheckpointSchema>;

/** `failed.json`: how the last attempt ended, where it did not end well. */
export interface TrialFailed {
  readonly attempt: string;
  readonly host: string;
  readonly error: WireError;
}

/** `progress.json`: where the last attempt is; beside it nothing depends on it. */
const trialProgressSchema = z.strictObject({
  attempt: z.string(),
  host: z.string(),
  epoch: z.int().min(0),
  epochs: z.int().min(1),
  valAccuracy: z.number().nullable(),
});
export type TrialProgress = z.infer<typeof trialProgressSchema>;

const groupSchema = z.strictObject({ part: z.string(), frozen: z.boolean(), tensors: z.int(), changed: z.int(), sha256Before: z.string(), sha256After: z.string() });

/** `result.json`; what the network answers lies beside it in `probabilities.f32`: float32, little endian, a row for each of `answered`, a column a class. */
export const trialOutcomeSchema = z.strictObject({
  machine: z.strictObject({ host: z.string(), processor: z.string(), threads: z.int(), engine: z.string() }),
  startedAtMs: z.int(),
  finishedAtMs: z.int(),
  epochs: z.array(epochReportSchema),
  bestEpoch: z.int().nullable(),
  /** Epochs whose mean the weights are. */
  averaged: z.array(z.int()).optional(),
  head: headReportSchema.nullable(),
  attestation: z.strictObject({ frozen: z.strictObject({ tensors: z.int(), changed: z.int() }), groups: z.array(groupSchema) }).nullable(),
  calibration: temperatureFitSchema.nullable().optional(),
  imagesPerSecond: z.number(),
  peakMemoryBytes: z.number(),
  seconds: z.number(),
  /** Ids of pictures. */
  answered: z.array(z.int()),
  /** Ids of training pictures, whose answers by the last epoch's weights are `training.f32`; left out where they were not asked. */
  learned: z.array(z.int()).optional(),
  /** What training had to say, as it is kept beside a run. */
  notices: z.array(z.json()),
});
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;
