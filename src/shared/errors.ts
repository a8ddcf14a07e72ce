import { z } from 'zod';
import { saidSchema } from './said.ts';

/** Closed list of error codes that cross a wire. Add one here before throwing it. */
export const errorCodes = [
  'bad-usage', // the caller's options or spec are wrong
  'not-found', // a data set, run, backbone, file or folder that is not there
  'already-exists', // something in the way that is not overwritten without being asked
  'bad-image', // one file that is no readable picture
  'bad-data-set', // a folder that cannot be trained on as it is
  'bad-weights', // a weights file that is damaged or does not fit the architecture
  'bad-checkpoint', // a checkpoint that is damaged or belongs to another run
  'bad-database', // the database cannot be opened or migrated
  'database-locked', // another program holds the database; nothing was changed, the same may work in a moment
  'disk-failed', // reading or writing failed for a reason of the disk
  'download-failed', // the hub refused, the connection broke, or a hash differed
  'offline', // a download is needed and the network is off
  'engine-missing', // libtensorflow or its binding is not set up
  'engine-failed', // TensorFlow refused an operation
  'out-of-memory',
  'out-of-disk',
  'not-writable', // a file of ours that the system does not let us write: permission, a read-only disk, a fault of the disk
  'nan-loss', // the loss became NaN or infinite
  'trainer-died', // the trainer process ended by a signal
  'busy', // another trainer works in this data folder
  'cancelled',
  'parity-failed', // an export does not predict what the run predicted
  'bad-result', // a trial's file or result that is damaged, or of another trial
  'cluster-unreachable', // nothing answers at the cluster's address, or not in time
  'cluster-version', // its Ray is older than what is safe
  'cluster-refused', // it answered, but would not: token, job, resources
  'missing-tool', // python3, pip, g++ or the like
  'internal',
] as const;

const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** What a failed call looks like on every wire (`--json`, HTTP, IPC, trainer messages). */
export const wireErrorSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  field: z.string().optional(),
  hint: z.string().optional(),
  /** What `message` says, as data. */
  values: saidSchema.optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;
