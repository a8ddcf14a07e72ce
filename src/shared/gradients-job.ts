import { z } from 'zod';
import { netSpecSchema } from './net-spec.ts';

/** Measures how much of the gradient arrives at each block. */
export const gradientsJobSchema = z.strictObject({
  kind: z.literal('gradients'),
  /** A run's folder, or networks as a seed starts them. */
  model: z.union([z.strictObject({ folder: z.string() }), z.strictObject({ nets: z.array(netSpecSchema).min(1), seed: z.int().min(0) })]),
  /** Of networks that start; a run has its own. */
  classes: z.int().min(2),
  imageSize: z.int().min(1),
});
export type GradientsJob = z.infer<typeof gradientsJobSchema>;

export interface GradientsResult {
  kind: 'gradients';
  /** A list a network, a row a block (`training/gradient-by-depth.ts`). */
  series: { block: string; norm: number; carried: number | null }[][];
}
