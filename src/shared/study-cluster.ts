import { z } from 'zod';
import { wireErrorSchema } from './errors.ts';
import type { WireError } from './errors.ts';

/** Where the trials of a study run that do not run on this computer. */
export const clusterSettingsSchema = z.strictObject({
  /** Where Ray's dashboard is seen. */
  address: z.string().min(1),
  tokenFile: z.string().nullable(),
  /** A folder that every node mounts at this path. */
  storage: z.string().min(1),
  /** Where `graft` lies on the nodes. */
  checkout: z.string().min(1),
  cpusPerTrial: z.number().gt(0).max(1024),
  /** Parts of one, or whole ones: more than one must be a whole number. */
  gpusPerTrial: z.number().min(0).max(64).refine((gpus) => gpus <= 1 || Number.isInteger(gpus)),
  /** How often a trial is tried again whose node or process died. */
  retries: z.int().min(0).max(20),
});
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>;

/** A study's place on a cluster. */
export interface StudyCluster extends ClusterSettings {
  /** Of its folder below `storage/studies`, and the beginning of its jobs' names. */
  name: string;
  /** Jobs submitted so far. */
  jobs: number;
  /** The last one, until it is known to have ended. */
  job: string | null;
  /** Why and since when the cluster, its token or its shared folder cannot be had while it works; left out by older versions. */
  lost?: { sinceMs: number; error: WireError } | null;
}

/** A trial that was written for other machines. */
const writtenTrialSchema = z.strictObject({
  /** Of its `trial.json`. */
  sha256: z.string(),
  state: z.enum(['queued', 'running', 'failed']),
  error: wireErrorSchema.nullable(),
});
export type WrittenTrial = z.infer<typeof writtenTrialSchema>;
