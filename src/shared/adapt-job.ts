import { z } from 'zod';
import type { Attestation } from './attestation.ts';

/** Re-estimates the BatchNorm statistics of a model from pictures that nobody labelled, and answers with it. */
export const adaptJobSchema = z.strictObject({
  kind: z.literal('adapt'),
  modelFolder: z.string(),
  /** Unlabelled, of the camera. */
  files: z.array(z.string()).min(1),
  /** Of the run's own data set: what the new model answers of them. */
  judged: z.array(z.strictObject({ id: z.int(), file: z.string(), sha256: z.string() })),
  /** An empty folder for the new model. */
  out: z.string(),
  decodeThreads: z.int().min(1),
});
export type AdaptJob = z.infer<typeof adaptJobSchema>;

/** What a model with other statistics is, and answers. */
export interface AdaptResult {
  kind: 'adapt';
  /** Pictures of the camera that could be read. */
  images: number;
  /** Tensors of statistics that are other ones now. */
  statistics: number;
  /** `frozen`: all that are no statistics. */
  attestation: Attestation;
  /** Of the pictures of the camera that could be read, `[images, classes]`. */
  probabilities: Float32Array;
  /** Of its own data set. */
  predictions: { imageId: number; probabilities: Float32Array }[];
  skipped: { file: string; reason: string }[];
}
