import { and, eq } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import { ownerState, ownProcess, pidOf } from '../files/process-owner.ts';
import { inTransaction, type Database } from './database.ts';
import { calledRun, runCalled, saidRun } from './run-called.ts';
import { trainerLeases as table } from './run-tables.ts';

/** How often whoever trains or waits says that it is there. */
export const beatMs = 5000;
/** Without a word for so long, one that cannot be asked has gone. */
const silentMs = 30_000;

/** One clock for all: SQLite's write-ahead log wants every program on one machine. */
export const isRecent = (atMs: number): boolean => Math.abs(Date.now() - atMs) < silentMs;

/** Who trains in a data folder. */
export interface TrainerLease {
  readonly runId: number | null;
  readonly owner: string;
  readonly pid: number;
  readonly isOurs: boolean;
}

type Row = typeof table.$inferSelect;
/** What a run is to be that is stopped. */
export type StopWish = NonNullable<Row['wish']>;

/**
 * Makes `owner` (default: this process) the one trainer of this data folder, for `runId`. The lease of an owner that has gone is
 * taken over; what is returned is that lease, or null.
 * @throws StudioError `busy` when another living process holds it, or this one for another run.
 */
export function acquireTrainerLease(db: Database, runId: number, owner: string = ownProcess()): TrainerLease | null {
  return inTransaction(db, () => {
    const held = read(db);
    const isOwn = held?.owner === owner;
    if (held && (isOwn ? held.runId !== null && held.runId !== runId : lives(held))) {
      const called = held.runId === null ? null : calledRun(db, held.runId);
      throw new StudioError('busy', `Run ${called ? runCalled(called) : '?'} is being trained by process ${pidOf(held.owner)} in this data folder`, {
        values: { kind: 'run-trained-elsewhere', ...saidRun(called ?? { id: 0, name: null }), process: pidOf(held.owner) },
        hint: 'Wait for it, cancel it, or use another folder with --data-dir.',
      });
    }
    const nowMs = Date.now();
    const row = { id: 1, runId, owner, engine: null, wish: null, acquiredAtMs: nowMs, heartbeatAtMs: nowMs };
    db.insert(table).values(row).onConflictDoUpdate({ target: table.id, set: row }).run();
    return held && !isOwn ? seen(held) : null;
  });
}

/** Gives the lease back if `owner` (default: this process) holds it; returns whether it did. */
export function releaseTrainerLease(db: Database, owner: string = ownProcess()): boolean {
  return db.delete(table).where(eq(table.owner, owner)).run().changes > 0;
}

/** Who trains now: null when nobody does or the one who did has gone. */
export function trainerLease(db: Database): TrainerLease | null {
  const held = read(db);
  return held && lives(held) ? seen(held) : null;
}

/** Whether this process holds the lease for a run, whatever it slept through. */
export function holdsTrainerLease(db: Database, runId: number): boolean {
  const held = read(db);
  return held?.owner === ownProcess() && held.runId === runId;
}

/** Says that this process still trains a run, and with which engine process; returns false where another took the lease over. */
export function beatTrainerLease(db: Database, runId: number, engine: string | null): boolean {
  const beat = { heartbeatAtMs: Date.now(), engine };
  return db.update(table).set(beat).where(and(eq(table.owner, ownProcess()), eq(table.runId, runId))).run().changes > 0;
}

/** Asks whoever trains a run to stop. Returns whether anybody trains it. */
export const wishStop = (db: Database, runId: number, wish: StopWish): boolean =>
  db.update(table).set({ wish }).where(eq(table.runId, runId)).run().changes > 0;

/** What is asked of this process about the run that it trains. */
export function stopWished(db: Database, runId: number): StopWish | null {
  const held = read(db);
  return held?.owner === ownProcess() && held.runId === runId ? held.wish : null;
}

const read = (db: Database): Row | undefined => db.select().from(table).get();
const seen = ({ runId, owner }: Row): TrainerLease => ({ runId, owner, pid: pidOf(owner), isOurs: owner === ownProcess() });

/**
 * A process of this place is asked, so that one that sleeps (a closed laptop, Ctrl-Z) keeps its lease however long it is silent, and one
 * that was killed loses it at once, or when its engine process has written its last checkpoint. One of another place has only its heartbeat.
 */
function lives({ owner, engine, heartbeatAtMs }: Row): boolean {
  const state = ownerState(owner);
  if (state === 'unknown') return isRecent(heartbeatAtMs);
  if (state === 'alive') return true;
  return engine !== null && isRecent(heartbeatAtMs) && ownerState(engine) === 'alive';
}
