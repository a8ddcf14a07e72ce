import { z } from 'zod';

/** Says what the engine is and how fast each precision runs here. */
export const checkJobSchema = z.strictObject({ kind: z.literal('check'), measurePrecision: z.boolean() });
export type CheckJob = z.infer<typeof checkJobSchema>;

export interface CheckResult {
  kind: 'check';
  tensorflow: string;
  engine: string;
  gpu: boolean;
  /** Images per second of a forward pass, where measured. */
  precisions: { precision: string; imagesPerSecond: number }[];
}
