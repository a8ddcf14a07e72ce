import { z } from 'zod';

/** Tensors of one group of the network, how many changed, and a digest of them before and after. */
export const attestationGroupSchema = z.strictObject({
  part: z.string(),
  frozen: z.boolean(),
  tensors: z.int(),
  changed: z.int(),
  sha256Before: z.string(),
  sha256After: z.string(),
});
export type AttestationGroup = z.infer<typeof attestationGroupSchema>;

export interface Attestation {
  /** Frozen tensors, and how many of them differ from the backbone's file (always 0, or the run fails). */
  frozen: { tensors: number; changed: number };
  groups: AttestationGroup[];
}
