import { z } from 'zod';
import { attestationGroupSchema } from './attestation.ts';
import { backboneFileSchema } from './backbone-file.ts';
import { exportFormats } from './export-format.ts';
import { phaseSchema, startSchema } from './run-spec.ts';

/** Writes a finished model in another form, reads it back, and compares its answers with the run's. */
export const exportJobSchema = z.strictObject({
  kind: z.literal('export'),
  modelFolder: z.string(),
  format: z.enum(exportFormats),
  out: z.string(),
  force: z.boolean(),
  /** What the manifest says beside the model itself and its attestation. */
  manifest: z.record(z.string(), z.unknown()),
  /** What training started from, what each phase trained, and what the run attested at its end (null: an older version did not say). */
  start: startSchema,
  backbone: backboneFileSchema.nullable(),
  phases: z.array(phaseSchema.pick({ cut: true, end: true })).min(1),
  attested: z.array(attestationGroupSchema).nullable(),
  /** Validation pictures and the run's stored probabilities for them, row by row. */
  files: z.array(z.string()),
  reference: z.instanceof(Float32Array),
  /** Whether the run's index goes with it. */
  hasFamiliarity: z.boolean(),
  decodeThreads: z.int().min(1),
});
export type ExportJob = z.infer<typeof exportJobSchema>;

export interface ExportResult {
  kind: 'export';
  folder: string;
  /** Files of the folder that were changed since an earlier export wrote them, under the names they have now. */
  kept: string[];
  receipt: { images: number; maxAbsDiff: number; top1Agreement: number; answerSetAgreement?: number; familiarityMaxAbsDiff?: number };
}
