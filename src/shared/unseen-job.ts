import { z } from 'zod';

/** What exact heads say of rows that they did not learn from. */
export const unseenJobSchema = z.strictObject({
  kind: z.literal('unseen'),
  /** `[rows, dimensions]` */
  features: z.instanceof(Float32Array),
  dimensions: z.int().min(1),
  /** -1: has none; a head of all labelled rows answers it. */
  labels: z.array(z.int().min(-1)),
  classes: z.int().min(2),
  /** A fold of each row; -1: in none, so that it always teaches and is never answered. */
  folds: z.array(z.int().min(-1)),
  /** Whether folds hold whole groups. */
  isGrouped: z.boolean().optional(),
});
export type UnseenJob = z.infer<typeof unseenJobSchema>;

export interface UnseenResult {
  kind: 'unseen';
  l2: number;
  /** `[rows, classes]`; zeros where nothing answers. */
  probabilities: Float32Array;
}
