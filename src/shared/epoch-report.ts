import { z } from 'zod';
import type { EpochReport } from './trainer-protocol.ts';

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
}) satisfies z.ZodType<EpochReport>;
