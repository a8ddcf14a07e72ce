import { z } from 'zod';
import { backboneFileSchema } from './backbone-file.ts';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';

/** Compares the equivalent forms of a block of grouped convolutions. */
export const formsJobSchema = z.strictObject({
  kind: z.literal('forms'),
  /** A backbone, or a network whose weights are drawn. */
  model: z.union([
    z.strictObject({ backbone: backboneFileSchema, net: netSpecSchema, preprocessing: preprocessingSchema }),
    z.strictObject({ net: netSpecSchema, preprocessing: preprocessingSchema }),
  ]),
  block: z.string().nullable(),
  picture: z.string().nullable(),
});
export type FormsJob = z.infer<typeof formsJobSchema>;
