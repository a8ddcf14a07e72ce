import { z } from 'zod';

/** Which rows are worth a label first: typical and different. */
export const nextJobSchema = z.strictObject({
  kind: z.literal('next'),
  /** `[rows, dimensions]` */
  features: z.instanceof(Float32Array),
  dimensions: z.int().min(1),
  /** Rows that have a label. */
  labelled: z.array(z.int().min(0)),
  budget: z.int().min(1),
});
export type NextJob = z.infer<typeof nextJobSchema>;

export interface NextResult {
  kind: 'next';
  /** Rows, the first first; fewer than were asked for where clusters are small. */
  chosen: number[];
  /** Of each row. */
  clusters: Int32Array;
}
