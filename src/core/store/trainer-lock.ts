import { eq } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import { inTransaction, type Database } from './database.ts';
import { processToken } from '../files/process-token.ts';
import { trainerLock } from './schema.ts';

export type TrainerLock = typeof trainerLock.$inferSelect;

/**
 * Makes `pid` (default: this process) the one trainer of this data folder, for `runId`. A lock whose owner has died is
 * taken over; what is returned is that dead owner's lock, or null.
 * @throws StudioError `busy` when another living process holds it, or this one for another run.
 */
export function acquireTrainerLock(db: Database, runId: number, pid: number = process.pid): TrainerLock | null {
  return inTransaction(db, () => {
    const token = processToken(pid);
    if (token === null) throw new StudioError('internal', `The trainer process ${pid} does not run`);
    const held = readLock(db);
    const own = held?.pid === pid && held.processToken === token;
    const isOtherRun = own && held.runId !== null && held.runId !== runId;
    if (held && (isOtherRun || (!own && ownerLives(held)))) {
      throw new StudioError('busy', `Run ${held.runId ?? '?'} is being trained by process ${held.pid} in this data folder`, {
        hint: 'Wait for it, cancel it, or use another folder with --data-dir.',
      });
    }
    const row = { id: 1, pid, processToken: token, runId, acquiredAtMs: Date.now() };
    db.insert(trainerLock).values(row).onConflictDoUpdate({ target: trainerLock.id, set: row }).run();
    return held && !own ? held : null;
  });
}

/** Gives the lock back if `pid` (default: this process) holds it; returns whether it did. */
export function releaseTrainerLock(db: Database, pid: number = process.pid): boolean {
  return db.delete(trainerLock).where(eq(trainerLock.pid, pid)).run().changes > 0;
}

/** Who trains now: null when nobody does or the one who did has died. */
export function trainerLockOwner(db: Database): TrainerLock | null {
  const held = readLock(db);
  return held && ownerLives(held) ? held : null;
}

const readLock = (db: Database): TrainerLock | undefined => db.select().from(trainerLock).get();
const ownerLives = (lock: TrainerLock): boolean => processToken(lock.pid) === lock.processToken;
