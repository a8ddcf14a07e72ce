import { z } from 'zod';
import { setMethods } from './answer-sets.ts';
import { exportFormats } from './export-format.ts';
import { metricsSchema } from './metrics.ts';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';
import { cutPointPattern, freezePattern } from './run-settings.ts';
import { phaseSchema, runSpecSchema, startSchema } from './run-spec.ts';

const exportFormatSchema = z.enum(exportFormats);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What an independent reader of the export measured against the run, on the run's validation images. */
const receiptSchema = z.strictObject({
  images: z.int().min(1),
  /** Largest difference of any class's probability on any image. */
  maxAbsDiff: z.number().min(0),
  /** Part of the images on which both name the same class, 0..1. */
  top1Agreement: z.number().min(0).max(1),
  /** Part of the images whose `answer_set` is that of their probabilities; only where the network answers sets itself. */
  answerSetAgreement: z.number().min(0).max(1).optional(),
  /** Largest difference of any image's familiarity; only where the export says how familiar images are. */
  familiarityMaxAbsDiff: z.number().min(0).optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Lies in the export folder itself: a manifest from elsewhere must not name a path out of it. */
const plainName = z.string().regex(/^(?!\.)[^/\\\0]+$/, 'is no plain file name');

const writtenFileSchema = z.strictObject({ file: plainName, sizeBytes: z.int().min(1), sha256 });

/** What training started from; `sha256` of its weights file. */
const backboneSchema = z.strictObject({ id: z.string(), licence: z.string(), sha256 });

const content = {
  producer: z.literal('graft-studio'),
  format: exportFormatSchema,
  created: z.iso.datetime(),
  /** The one file that holds the network, relative to the folder. */
  model: writtenFileSchema,
  /** What else was written beside it; `--force` replaces what is listed, as long as it is still what was written. */
  files: z.array(writtenFileSchema).optional(),
  /** In the order of the model's outputs. */
  classes: z.array(z.string()).min(1),
  preprocessing: preprocessingSchema,
  /** What the logits are divided by before the softmax; exports of older versions have none, which is 1. */
  temperature: z.number().positive().optional(),
  /** What `answer_set` holds: the classes whose score is at most the threshold, from so many validation images; exports of older versions have none. */
  answerSets: z
    .strictObject({
      method: z.enum(setMethods),
      level: z.number().gt(0).lt(1),
      threshold: z.number(),
      /** Of RAPS: added to a class's score for each rank beyond `free`. */
      penalty: z.number().min(0),
      free: z.int().min(0),
      images: z.int().min(1),
      /** So many independent groups of images are counted; null where images are. Left out by older versions, which counted images alone. */
      independentGroups: z.int().min(1).nullable().optional(),
      /** Where the share of new pictures that are covered lies in 90 of 100 cases; null where groups are counted: of those it is not known exactly. */
      coverage: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    })
    .optional(),
  /** What `familiarity` is compared with, in the network or beside it (`familiarity.bin`); exports of older versions have none. */
  familiarity: z
    .strictObject({
      /** Training pictures, the length of their features, and the neighbour whose distance counts. */
      pictures: z.int().min(1),
      dimensions: z.int().min(1),
      k: z.int().min(1),
      /** A picture below it is like none of them; null where there were too few validation images for one. */
      threshold: z.number().nullable(),
      /** Share of known pictures below it, and where that lies in 90 of 100 cases. */
      falseAlarmRate: z.number().gt(0).lt(1),
      band: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
      images: z.int().min(0),
      independentGroups: z.int().min(1).nullable().optional(),
    })
    .optional(),
  /** On `split` of the data set, with the weights of `bestEpoch` (0: none of its own), or the mean of those of `averaged`, chosen on the validation images. */
  metrics: metricsSchema.omit({ confusion: true }).extend({ split: z.enum(['val', 'test']), bestEpoch: z.int().min(0), averaged: z.array(z.int().min(1)).optional() }),
  dataset: z.strictObject({ name: z.string(), version: z.int().min(1), fingerprint: z.string(), images: z.int().min(1) }),
  /** How deep was trained; phases in their order, each from its `cut` on, up to `end` where that stands. */
  freeze: z.strictObject({
    strategy: z.string().regex(freezePattern),
    batchNorm: z.enum(['eval', 'train']),
    phases: z
      .array(
        z.strictObject({
          name: z.string(),
          cut: z.string().regex(cutPointPattern),
          end: z.string().regex(cutPointPattern).optional(),
          epochs: z.int().min(1),
          /** As planned, where its pictures grew. */
          sizes: phaseSchema.shape.sizes,
        }),
      )
      .min(1),
  }),
  /** What was asked of the run, with the base model and the depth that were chosen; exports of older versions have none. */
  spec: runSpecSchema.optional(),
  /** Frozen tensors, and how many of them differ after training by their sha256; details by part may stand beside. */
  attestation: z.looseObject({ tensors: z.int().min(0), changed: z.int().min(0) }),
  versions: z.strictObject({ graft: z.string(), tensorflow: z.string(), node: z.string() }),
  receipt: receiptSchema,
  /** Of all the rest; exports of older versions have none. */
  sha256: sha256.optional(),
};

/** `manifest.json` of an export folder. Version 1 knew networks by their names only, and started from a backbone always. */
export const manifestSchema = z.discriminatedUnion('formatVersion', [
  z.strictObject({ formatVersion: z.literal(1), architecture: z.string(), backbone: backboneSchema, ...content }),
  z.strictObject({
    formatVersion: z.literal(2),
    net: netSpecSchema,
    /** Its name; null where it has none. */
    architecture: z.string().nullable(),
    start: startSchema,
    /** Null where the network started drawn. */
    backbone: backboneSchema.nullable(),
    ...content,
  }),
]);
export type Manifest = z.infer<typeof manifestSchema>;
/** As it is written today. */
export type NewManifest = Extract<Manifest, { formatVersion: 2 }>;
