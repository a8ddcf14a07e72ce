import { z } from 'zod';
import type { EpochReport, MeasuredGradients } from './trainer-protocol.ts';

export const measuredGradientsSchema = z.strictObject({
  epoch: z.int(),
  blocks: z.array(z.strictObject({ block: z.string(), norm: z.number().nullable() })),
}) satisfies z.ZodType<MeasuredGradients>;

/** An epoch's figures where they are read back from a file. */
export const epochReportSchema = z.strictObject({
  epoch: z.int(),
  phase: z.string(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  valLoss: z.number(),
  valAccuracy: z.number(),
  learningRate: z.number(),
  imagesPerSecond: z.number(),
  seconds: z.number(),
  isBest: z.boolean(),
  gradients: z.array(measuredGradientsSchema).optional(),
}) satisfies z.ZodType<EpochReport>;
