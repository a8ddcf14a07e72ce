import { z } from 'zod';

/** A part of a whole, 0..1. */
const fraction = z.number().min(0).max(1);

/** How one class came out. `support` is the number of images that truly belong to it. */
const classMetricsSchema = z.strictObject({
  name: z.string(),
  precision: fraction,
  recall: fraction,
  f1: fraction,
  support: z.int().min(0),
});
export type ClassMetrics = z.infer<typeof classMetricsSchema>;

/**
 * What is known about a run on a set of images. The definitions are in src/core/evaluation/README.md;
 * `classes` everywhere means the run's own order.
 */
export const metricsSchema = z.strictObject({
  /** Top-1 accuracy: `correct` / `images`. */
  accuracy: fraction,
  /** 95 % interval of the accuracy, [low, high]: Wilson's where it counts pictures, by whole groups where it counts groups; null with fewer than five groups. */
  accuracyInterval: z.tuple([fraction, fraction]).nullable(),
  /** So many independent groups are counted; null where pictures are. Left out by older versions, which counted pictures alone. */
  independentGroups: z.int().min(1).nullable().optional(),
  correct: z.int().min(0),
  images: z.int().min(1),
  /** Mean F1 over the classes that occur among the true or the predicted labels. */
  macroF1: fraction,
  /** Mean of -ln p(true class), in nats. */
  logLoss: z.number().min(0),
  perClass: z.array(classMetricsSchema).min(1),
  /** [true class][predicted class], counts of images. */
  confusion: z.array(z.array(z.int().min(0))).min(1),
});
export type Metrics = z.infer<typeof metricsSchema>;
