import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { ownerState } from '../files/process-owner.ts';
import { inTransaction, type Database } from './database.ts';
import { queue, runs } from './run-tables.ts';
import type { Run } from './runs.ts';
import { isRecent } from './trainer-lease.ts';

/** A run that waits for its turn. */
export interface QueueEntry {
  readonly run: Run;
  /** The process that put it there and is to train it; null for one of a version before. */
  readonly owner: string | null;
  /** Whether that process is there to take its turn; one that sleeps is passed over, one that has gone leaves its run to others. */
  readonly owned: 'awake' | 'asleep' | 'gone';
}

/** Runs that wait, in order. */
export function queuedRuns(db: Database): QueueEntry[] {
  const rows = db
    .select({ run: runs, owner: queue.owner, seenAtMs: queue.seenAtMs })
    .from(runs)
    .leftJoin(queue, eq(queue.runId, runs.id))
    .where(eq(runs.state, 'queued'))
    .orderBy(asc(sql`coalesce(${queue.position}, 0)`), asc(runs.id))
    .all();
  return rows.map(({ run, owner, seenAtMs }) => ({ run, owner, owned: ownedBy(owner, seenAtMs ?? 0) }));
}

function ownedBy(owner: string | null, seenAtMs: number): QueueEntry['owned'] {
  const state = owner === null ? 'gone' : ownerState(owner);
  if (isRecent(seenAtMs) && (state === 'alive' || state === 'unknown')) return 'awake';
  return state === 'alive' ? 'asleep' : 'gone';
}

/** Puts a run, which is or becomes `queued`, behind all others; `finishes`: only to end with the best weights of its checkpoint. */
export function putInQueue(db: Database, runId: number, owner: string, { finishes = false } = {}): void {
  inTransaction(db, () => {
    const last = db
      .select({ position: sql<number>`coalesce(max(${queue.position}), 0)` })
      .from(queue)
      .get()!.position;
    const row = { runId, position: last + 1, owner, seenAtMs: Date.now(), finishes };
    db.insert(queue).values(row).onConflictDoUpdate({ target: queue.runId, set: row }).run();
  });
}

/** Where a waiting run stands: the lowest goes first. Only the order means something. */
export const queuePosition = (db: Database, runId: number): number =>
  db.select({ position: queue.position }).from(queue).where(eq(queue.runId, runId)).get()?.position ?? 0;

/** Whether a run was put into the queue to end with what it has learned. */
export const isFinishing = (db: Database, runId: number): boolean =>
  db.select({ finishes: queue.finishes }).from(queue).where(eq(queue.runId, runId)).get()?.finishes ?? false;

/** Says that an owner is still there for the runs it waits with. */
export function stayInQueue(db: Database, owner: string): void {
  const waiting = db.select({ id: runs.id }).from(runs).where(eq(runs.state, 'queued'));
  db.update(queue)
    .set({ seenAtMs: Date.now() })
    .where(and(eq(queue.owner, owner), inArray(queue.runId, waiting)))
    .run();
}

/** Moves a waiting run to a place counted from 1; beyond the end is the end. Returns whether it waits. */
export function moveInQueue(db: Database, runId: number, position: number): boolean {
  return inTransaction(db, () => {
    const entries = queuedRuns(db);
    const from = entries.findIndex(({ run }) => run.id === runId);
    if (from < 0) return false;
    const [moved] = entries.splice(from, 1);
    entries.splice(position - 1, 0, moved!);
    for (const [i, { run, owner }] of entries.entries()) {
      const row = { runId: run.id, position: i + 1, owner, seenAtMs: 0 };
      db.insert(queue).values(row).onConflictDoUpdate({ target: queue.runId, set: { position: i + 1 } }).run();
    }
    return true;
  });
}
