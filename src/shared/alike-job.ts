import { z } from 'zod';

/** Which rows show the same in another form. */
export const alikeJobSchema = z.strictObject({
  kind: z.literal('alike'),
  /** `[rows, dimensions]` */
  features: z.instanceof(Float32Array),
  dimensions: z.int().min(1),
});
export type AlikeJob = z.infer<typeof alikeJobSchema>;

export interface AlikeResult {
  kind: 'alike';
  /** Rows. */
  pairs: { first: number; second: number; likeness: number }[];
}
