/**
 * What the program and its engine process say to each other. One process runs one job and ends.
 * Invariant: every job ends with exactly one `finished` or `failed`; a process that ends without either died.
 */
import { z } from 'zod';
import { adaptJobSchema, type AdaptResult } from './adapt-job.ts';
import { answeringWeights } from './answering-weights.ts';
import type { AnswersSoFar } from './answers-so-far.ts';
import type { Attestation } from './attestation.ts';
import { backboneFileSchema } from './backbone-file.ts';
import { checkJobSchema, type CheckResult } from './check-job.ts';
import { wireErrorSchema } from './errors.ts';
import { exportJobSchema, type ExportResult } from './export-job.ts';
import { featureJobSchemas, type FeatureJobResult } from './feature-jobs.ts';
import { featuresJobSchema, type FeaturesResult } from './feature-maps-job.ts';
import { formsJobSchema } from './forms-job.ts';
import type { FormsResult } from './forms-result.ts';
import { gradientsJobSchema, type GradientsResult } from './gradients-job.ts';
import { serveModelJobSchema, type ClassifyRequest, type FromModelServer } from './model-server-protocol.ts';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';
import { runPlanSchema } from './run-spec.ts';
import { disturbedJobSchema, type DisturbedResult } from './stress.ts';
import type { RatesResult } from './rates-result.ts';
import { splits } from './split.ts';
import type { TemperatureFit } from './temperature-fit.ts';
import { testTimeAugmentations } from './test-time-augmentation.ts';
import type { TrainingNotice } from './training-notice.ts';
import type { ProfiledPlace, ProfileResult } from './profile-result.ts';

/** One picture of the data set version a run sees; `id` is the database's, `label` an index into `classes`. */
const trainingImageSchema = z.strictObject({
  id: z.int(),
  file: z.string(),
  sha256: z.string(),
  label: z.int().min(0),
  split: z.enum(splits),
  /** Pictures of one group are held out together; null or left out: those of equal content alone. */
  group: z.string().nullable().optional(),
});
export type TrainingImage = z.infer<typeof trainingImageSchema>;

const trainJobSchema = z.strictObject({
  kind: z.literal('train'),
  plan: runPlanSchema,
  /** Null where the network starts drawn. */
  backbone: backboneFileSchema.nullable(),
  classes: z.array(z.string()).min(2),
  images: z.array(trainingImageSchema),
  /** Checkpoints, best weights and the finished model go here. */
  runFolder: z.string(),
  /** What its files say whose they are, so that no other run's are taken. */
  run: z.string(),
  cacheFolder: z.string(),
  resume: z.boolean(),
  /** Whether to end at once with the best weights of the checkpoint. */
  finish: z.boolean().optional(),
  /** Whether a picture is learned only from a file of its sha256; else from whatever lies there. */
  verifyPictures: z.boolean().optional(),
  decodeThreads: z.int().min(1),
});
export type TrainJob = z.infer<typeof trainJobSchema>;

/** Times a feature pass and a few steps of each phase, and reports memory. */
const probeJobSchema = trainJobSchema
  .omit({ kind: true, runFolder: true, run: true, resume: true, finish: true, verifyPictures: true })
  .extend({ kind: z.literal('probe') });
export type ProbeJob = z.infer<typeof probeJobSchema>;
/** Takes steps of the last phase at ever higher learning rates. */
const ratesJobSchema = probeJobSchema.extend({ kind: z.literal('rates') });
export type RatesJob = z.infer<typeof ratesJobSchema>;

/** Reads pictures as they are sent (`files`, a batch each, then `end`) and answers each batch with `answers`. */
const predictJobSchema = z.strictObject({
  kind: z.literal('predict'),
  /** A run's folder (with the weights that count, unless those of its last epoch are asked for), an export folder, or a backbone for features alone. */
  model: z.union([
    z.strictObject({ folder: z.string(), weights: z.enum(answeringWeights).optional() }),
    z.strictObject({ exportFolder: z.string() }),
    z.strictObject({ backbone: backboneFileSchema, net: netSpecSchema, preprocessing: preprocessingSchema }),
  ]),
  output: z.enum(['probabilities', 'features']),
  /** Whose answers are averaged; left out: one. */
  looks: z.enum(testTimeAugmentations).optional(),
  decodeThreads: z.int().min(1),
});
export type PredictJob = z.infer<typeof predictJobSchema>;

/** Fits an exact head on what a backbone knows after its stem and after each block. */
const profileJobSchema = z.strictObject({
  kind: z.literal('profile'),
  backbone: backboneFileSchema,
  net: netSpecSchema,
  preprocessing: preprocessingSchema,
  classes: z.array(z.string()).min(2),
  /** Of training and validation. */
  images: z.array(trainingImageSchema),
  seed: z.int(),
  decodeThreads: z.int().min(1),
});
export type ProfileJob = z.infer<typeof profileJobSchema>;

export const jobSchema = z.discriminatedUnion('kind', [
  trainJobSchema,
  adaptJobSchema,
  probeJobSchema,
  ratesJobSchema,
  predictJobSchema,
  profileJobSchema,
  disturbedJobSchema,
  ...featureJobSchemas,
  exportJobSchema,
  featuresJobSchema,
  formsJobSchema,
  gradientsJobSchema,
  checkJobSchema,
  serveModelJobSchema,
]);
export type Job = z.infer<typeof jobSchema>;

/** To the process. `stop`: finish the step, write a checkpoint, end as cancelled. */
export type ToEngine = { type: 'job'; job: Job } | { type: 'stop' } | { type: 'files'; files: string[] } | ClassifyRequest | { type: 'end' };

/** `validating` belongs to an epoch; `evaluating` comes once, at the end. */
export type Activity = 'reading' | 'features' | 'training' | 'validating' | 'evaluating' | 'saving';

/** Losses: mean cross-entropy, natural log; accuracies 0..1. Of training as the steps saw it, of validation at the epoch's end. */
export interface EpochReport {
  epoch: number;
  phase: string;
  trainLoss: number;
  trainAccuracy: number;
  valLoss: number;
  valAccuracy: number;
  /** 0 of a head that was solved, which takes no steps. */
  learningRate: number;
  imagesPerSecond: number;
  seconds: number;
  isBest: boolean;
  /** Left out where none were measured since the epoch before. */
  gradients?: MeasuredGradients[];
}

/** How much of the loss's gradient arrived at each trained block. */
export interface MeasuredGradients {
  /** After which epoch; 0: before the first step. */
  epoch: number;
  /** From the first trained one on: root of the sum of squares of the mean loss's gradient for what enters the block; null where that is no finite number. */
  blocks: { block: string; norm: number | null }[];
}

/** A validation picture that is shown while the network learns: the likeliest classes, the given label among them. */
export interface WatchedPicture {
  imageId: number;
  label: number;
  bars: { label: number; probability: number }[];
}

export interface ImagePrediction {
  imageId: number;
  probabilities: Float32Array;
}

/** How a head was solved at its optimum. */
export const headReportSchema = z.strictObject({
  solver: z.literal('exact'),
  /** Mean cross-entropy + l2 / 2 x |W|^2, natural log; the bias is free. */
  l2: z.number(),
  loss: z.number(),
  /** The largest component of the gradient. */
  gradientNorm: z.number(),
  seconds: z.number(),
});
export type HeadReport = z.infer<typeof headReportSchema>;

export interface TrainResult {
  kind: 'train';
  status: 'done' | 'cancelled';
  bestEpoch: number | null;
  /** Epochs whose mean the weights are, where they are not those of `bestEpoch`. */
  averaged?: number[];
  epochs: number;
  attestation: Attestation | null;
  /** Null where no head was solved exactly. */
  head: HeadReport | null;
  /** Null where there were no validation pictures. */
  calibration: TemperatureFit | null;
  /** Float32 predictions of the best weights for validation and test pictures. */
  predictions: ImagePrediction[];
  imagesPerSecond: number;
  peakMemoryBytes: number;
  seconds: number;
}

export interface ProbeResult {
  kind: 'probe';
  /** Images per second of the frozen prefix (null where nothing is frozen) and of training, for each phase. */
  phases: {
    prefixImagesPerSecond: number | null;
    evaluationImagesPerSecond: number | null;
    trainImagesPerSecond: number;
    featureBytes: number;
    /** Reading the weights back and writing them, as every epoch ends. */
    checkpointSeconds: number;
  }[];
  decodeImagesPerSecond: number;
  /** Of the whole network in float32, as the finished run is evaluated. */
  predictImagesPerSecond: number;
  /** What a run takes once, however long it is: the engine, weights, graphs, first steps. */
  fixedSeconds: number;
  peakMemoryBytes: number;
}

/** `familiarity` is how familiar the picture is to a model that has an index. */
export type Answer = { file: string; values: Float32Array; familiarity?: number } | { file: string; error: { code: string; message: string } };

/** From the process. */
export type FromEngine =
  | {
      type: 'progress';
      activity: Activity;
      done: number;
      total: number;
      detail?: string;
      phase?: string;
      memoryBytes?: number;
    }
  | {
      type: 'step';
      phase: string;
      epoch: number;
      step: number;
      steps: number;
      loss: number;
      imagesPerSecond: number;
      /** Memory of the process now. */
      memoryBytes?: number;
    }
  | { type: 'epoch'; report: EpochReport }
  /** Before each `epoch`. */
  | { type: 'watched'; pictures: WatchedPicture[] }
  /** When they are better than before; of a head, whose epochs pass in no time, at most every three seconds and at its end. */
  | { type: 'answers-so-far'; answers: AnswersSoFar }
  | { type: 'notice'; notice: TrainingNotice }
  /** Of a profile, place by place. */
  | { type: 'profiled'; block: ProfiledPlace }
  | { type: 'model'; classes: string[] | null; dimensions: number }
  | { type: 'answers'; answers: Answer[] }
  | FromModelServer
  | {
      type: 'finished';
      result: TrainResult | AdaptResult | ProbeResult | RatesResult | ProfileResult | FeatureJobResult | DisturbedResult | CheckResult | ExportResult | FeaturesResult | FormsResult | GradientsResult | { kind: 'predict' | 'serve-model' };
    }
  | { type: 'failed'; error: z.infer<typeof wireErrorSchema> };
