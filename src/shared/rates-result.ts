import { z } from 'zod';

/** A step of a learning rate range test: the loss of its batch before the step, and the average of losses so far. */
const ratePointSchema = z.strictObject({ learningRate: z.number().positive(), loss: z.number(), smoothedLoss: z.number() });
export type RatePoint = z.infer<typeof ratePointSchema>;

export interface RatesResult {
  kind: 'rates';
  /** Null where the loss does not fall. */
  suggestion: number | null;
  curve: RatePoint[];
}
