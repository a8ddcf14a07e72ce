import { z } from 'zod';

/** Pretrained weights as a job is given them: which, and the file that holds them, known by its sha256. */
export const backboneFileSchema = z.strictObject({ id: z.string(), file: z.string(), sha256: z.string(), licence: z.string() });
export type BackboneFile = z.infer<typeof backboneFileSchema>;
