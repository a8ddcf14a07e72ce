import { z } from 'zod';

/** Judges exact heads by folds, for several ways of dealing rows into them. */
export const foldsJobSchema = z.strictObject({
  kind: z.literal('folds'),
  /** `[rows, dimensions]` */
  features: z.instanceof(Float32Array),
  dimensions: z.int().min(1),
  labels: z.array(z.int().min(0)),
  classes: z.int().min(2),
  /** A fold of each row; -1: in none. */
  dealings: z.array(z.array(z.int().min(-1))).min(1),
  /** Of each dealing, whether its folds hold whole groups; left out: none does. */
  isGrouped: z.array(z.boolean()).optional(),
});
export type FoldsJob = z.infer<typeof foldsJobSchema>;

export interface FoldsResult {
  kind: 'folds';
  /** Of each dealing. */
  l2: number[];
  /** For each dealing and row whether it is told right by a head that never saw its fold; null in no fold. */
  right: (boolean | null)[][];
}
