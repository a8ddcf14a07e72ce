import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { WireError } from '../errors.ts';

/** A backup of the database that a person may choose. */
interface RecoveryBackup {
  /** Its name. */
  backup: string;
  createdAtMs: number;
  datasets: number;
  runs: number;
}

export interface Recovery {
  /** Why the studio could not open its database. */
  error: WireError;
  /** Newest first. */
  backups: RecoveryBackup[];
}

export interface Recovered {
  /** Where the former database lies now; null where there was none. */
  kept: string | null;
}

/** The only calls that are answered while the database is damaged. */
export const recoveryCalls = {
  /** Null where the database is sound. */
  state: oc.output(type<Recovery | null>()),
  restore: oc.input(z.strictObject({ backup: z.string().min(1) })).output(type<Recovered>()),
  /** An empty database; the former is kept. */
  beginAnew: oc.output(type<Recovered>()),
};
