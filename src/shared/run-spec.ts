import { z } from 'zod';
import { preprocessingSchema } from './preprocessing.ts';

/** `stem`, `stage1` … `stage4`, `stageN.K` (residual block K from 0) or `head`. */
export const cutPointPattern = /^(stem|head|stage[1-4](\.\d{1,2})?)$/;
/** `head`, `none`, `until:<cut>` or `head-then:<cut>`. */
export const freezePattern = /^(head|none|(until|head-then):(stem|head|stage[1-4](\.\d{1,2})?))$/;

export const precisions = ['float32', 'bfloat16', 'float16'] as const;
export type Precision = (typeof precisions)[number];

/**
 * What a person may ask of a training run: the same object for flags, `--config` files and the window.
 * A field left out is chosen by the program, which says why. Unknown keys are refused.
 */
export const runSpecSchema = z.strictObject({
  backbone: z.string().min(1).optional(),
  freeze: z
    .string()
    .regex(freezePattern, 'is head, none, until:<cut> or head-then:<cut>; cuts are stem, stage1 to stage4, stageN.K, head')
    .optional(),
  epochs: z.int().min(1).max(10_000).optional(),
  batchSize: z.int().min(1).max(1024).optional(),
  learningRate: z.number().positive().optional(),
  fineTuneLearningRate: z.number().positive().optional(),
  optimizer: z.enum(['sgd', 'adamw']).optional(),
  weightDecay: z.number().min(0).max(10).optional(),
  schedule: z.enum(['cosine', 'constant']).optional(),
  /** Part of all steps over which the learning rate rises from 0, 0..1. */
  warmup: z.number().min(0).max(1).optional(),
  labelSmoothing: z.number().min(0).max(0.9).optional(),
  classWeights: z.enum(['none', 'balanced']).optional(),
  timeBudgetSeconds: z.number().positive().optional(),
  threads: z.int().min(1).max(256).optional(),
  augment: z.enum(['none', 'light']).optional(),
  imageSize: z.int().min(32).max(1024).optional(),
  batchNorm: z.enum(['eval', 'train']).optional(),
  precision: z.enum(['auto', ...precisions]).optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  cacheSizeBytes: z.int().min(0).optional(),
  name: z.string().min(1).max(200).optional(),
});
export type RunSpec = z.infer<typeof runSpecSchema>;

/** What training begins from: weights that somebody learned, or numbers drawn from a seed (He's normal distribution, arXiv 1502.01852). */
export const startSchema = z.discriminatedUnion('from', [
  /** `sha256` of the weights file; null in what was planned before plans said it. */
  z.strictObject({ from: z.literal('weights'), id: z.string(), sha256: z.string().nullable() }),
  z.strictObject({ from: z.literal('drawn'), init: z.literal('he'), seed: z.int() }),
]);
export type Start = z.infer<typeof startSchema>;

/** One phase of training, everything decided. `cut` is where the trained part begins. */
export const phaseSchema = z.strictObject({
  name: z.enum(['head', 'fine-tune', 'train']),
  cut: z.string().regex(cutPointPattern),
  /** At most this many epochs; the phase ends sooner when `patience` is set and runs out. */
  epochs: z.int().min(1),
  /** Epochs without a lower validation loss after which the phase ends; 0 = never. */
  patience: z.int().min(0),
  learningRate: z.number().positive(),
  batchSize: z.int().min(1),
  augment: z.enum(['none', 'light']),
  labelSmoothing: z.number().min(0),
});
export type Phase = z.infer<typeof phaseSchema>;

/** A run with every setting decided; stored with the run and sent to the trainer. */
export const runPlanSchema = z.strictObject({
  backbone: z.string(),
  architecture: z.string(),
  freeze: z.string().regex(freezePattern),
  phases: z.array(phaseSchema).min(1).max(2),
  optimizer: z.enum(['sgd', 'adamw']),
  weightDecay: z.number().min(0),
  schedule: z.enum(['cosine', 'constant']),
  warmup: z.number(),
  classWeights: z.enum(['none', 'balanced']),
  batchNorm: z.enum(['eval', 'train']),
  precision: z.enum(precisions),
  preprocessing: preprocessingSchema,
  seed: z.int(),
  threads: z.int(),
  cacheSizeBytes: z.int(),
  /** Augmented views cached per training image (view 0 is the plain one). */
  views: z.int().min(1),
});
export type RunPlan = z.infer<typeof runPlanSchema>;
