import { and, asc, count, desc, eq, gt, inArray, isNotNull, max, sql } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import { inTransaction, type Database } from './database.ts';
import { runFolderNumbers, runsBeside } from './run-numbers.ts';
import { datasetVersions, datasets } from './dataset-tables.ts';
import { epochs, pinnedRuns, runs } from './run-tables.ts';
import { hidesTest } from './test-locks.ts';
import type { RunState } from '../../shared/run-state.ts';

export type Run = typeof runs.$inferSelect;
export type NewRun = Pick<Run, 'datasetVersionId' | 'backboneId' | 'spec'> & Partial<Pick<Run, 'name' | 'plan' | 'reasons' | 'state' | 'dataPart'>>;
/** What may change after a run was made. */
export type RunUpdate = Partial<Omit<Run, 'id' | 'datasetVersionId' | 'createdAtMs'>>;
export type Epoch = typeof epochs.$inferSelect;
/** A run with the names of what it trains on, and whether it is pinned there. */
export type RunSummary = Run & { datasetId: string; datasetName: string; datasetVersion: number; isPinned: boolean };

/** Stores a run (state `queued` unless given) and returns it with its number: above that of every run there was, and of every run folder. */
export function createRun(db: Database, run: NewRun): Run {
  return inTransaction(db, () => {
    const beside = db.$client.memory ? [] : runFolderNumbers(runsBeside(db.$client.name));
    // A database that was put back, or lost its last writes, counts from where it stood then.
    const atLeast = Math.max((beside.at(-1) ?? 0) + 1, lastRunNumber(db) + 1);
    return db
      .insert(runs)
      .values({ id: atLeast, state: 'queued', ...run, createdAtMs: Date.now() })
      .returning()
      .get();
  });
}

/** The highest number a run ever had here, deleted ones too; 0 where there never was one. */
export const lastRunNumber = (db: Database): number =>
  (db.$client.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").pluck().get() as number | undefined) ?? 0;

/** @throws StudioError `not-found` */
export function getRun(db: Database, id: number): Run {
  const run = db.select().from(runs).where(eq(runs.id, id)).get();
  if (run) return run;
  const last = db
    .select({ id: max(runs.id) })
    .from(runs)
    .get()?.id;
  throw new StudioError('not-found', `There is no run ${id}`, {
    values: { kind: 'no-such-run', number: id },
    hint:
      last === null || last === undefined
        ? 'No run has been made yet: graft train <folder>.'
        : '"graft runs list" shows all.',
  });
}

/** Whether there is a run of this number. */
export const isRun = (db: Database, id: number): boolean => db.$client.prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?)').pluck().get(id) === 1;

/** Of all runs, ascending. */
export const runNumbers = (db: Database): number[] => db.$client.prepare<[], number>('SELECT id FROM runs ORDER BY id').pluck().all();

/** Numbers and names of the runs that have one, newest first. */
export function runNames(db: Database): { id: number; name: string }[] {
  const rows = db.select({ id: runs.id, name: runs.name }).from(runs).where(isNotNull(runs.name)).orderBy(desc(runs.id)).all();
  return rows.map(({ id, name }) => ({ id, name: name! }));
}

/** Runs, newest first; without what they get right on test pictures that are locked. */
export function listRuns(
  db: Database,
  filter: { states?: readonly RunState[]; datasetId?: string; ids?: readonly number[] } = {},
): RunSummary[] {
  const rows = db
    .select({
      run: runs,
      datasetId: datasets.id,
      datasetName: datasets.name,
      datasetVersion: datasetVersions.number,
      isPinned: sql<number>`${pinnedRuns.runId} IS NOT NULL`,
    })
    .from(runs)
    .innerJoin(datasetVersions, eq(runs.datasetVersionId, datasetVersions.id))
    .innerJoin(datasets, eq(datasetVersions.datasetId, datasets.id))
    .leftJoin(pinnedRuns, eq(pinnedRuns.runId, runs.id))
    .where(
      and(
        filter.states && inArray(runs.state, [...filter.states]),
        filter.ids && inArray(runs.id, [...filter.ids]),
        filter.datasetId === undefined ? undefined : eq(datasets.id, filter.datasetId),
      ),
    )
    .orderBy(desc(runs.id))
    .all();
  const isHidden = hidesTest(db);
  return rows.map(({ run, isPinned, ...dataset }) => {
    const metrics = run.metrics && { ...run.metrics };
    if (isHidden({ runId: run.id, datasetVersionId: run.datasetVersionId, split: 'test' })) delete metrics?.['testAccuracy'];
    return { ...run, ...dataset, metrics, isPinned: isPinned === 1 };
  });
}

/** One run as lists hold it. @throws StudioError `not-found` */
export const getRunSummary = (db: Database, id: number): RunSummary => listRuns(db, { ids: [getRun(db, id).id] })[0]!;

/** Stores changes and returns the run as it is now. @throws StudioError `not-found` */
export function updateRun(db: Database, id: number, changes: RunUpdate): Run {
  getRun(db, id);
  if (Object.keys(changes).length > 0) db.update(runs).set(changes).where(eq(runs.id, id)).run();
  return getRun(db, id);
}

/**
 * Moves a run to `to` only if it is in one of `from` now, in one step that another process cannot come between.
 * Returns whether it did.
 */
export function moveRun(
  db: Database,
  id: number,
  from: readonly RunState[],
  to: RunState,
  changes: RunUpdate = {},
): boolean {
  const result = db
    .update(runs)
    .set({ ...changes, state: to })
    .where(and(eq(runs.id, id), inArray(runs.state, [...from])))
    .run();
  return result.changes > 0;
}

/** Forgets a run with its epochs, evaluations, predictions and export rows. Files are the caller's. @throws `not-found` */
export function deleteRun(db: Database, id: number): void {
  getRun(db, id);
  db.delete(runs).where(eq(runs.id, id)).run();
}

/** Stores one epoch; a resumed run that does an epoch again overwrites it. */
export function saveEpoch(db: Database, epoch: typeof epochs.$inferInsert): void {
  db.insert(epochs)
    .values(epoch)
    .onConflictDoUpdate({ target: [epochs.runId, epochs.epoch], set: epoch })
    .run();
}

/** Forgets the epochs of a run after the first `kept`. */
export function deleteEpochsAfter(db: Database, runId: number, kept: number): void {
  db.delete(epochs).where(and(eq(epochs.runId, runId), gt(epochs.epoch, kept))).run();
}

/** Epochs of a run in order. */
export function listEpochs(db: Database, runId: number): Epoch[] {
  return db.select().from(epochs).where(eq(epochs.runId, runId)).orderBy(asc(epochs.epoch)).all();
}

/** How many epochs of a run are stored. */
export const countEpochs = (db: Database, runId: number): number =>
  db.select({ stored: count() }).from(epochs).where(eq(epochs.runId, runId)).get()!.stored;

/** Every run that says it is running although `isAlive` does not know of it becomes `failed`, resumable; returns those. */
export function failOrphanedRuns(db: Database, isAlive: (run: Run) => boolean): Run[] {
  return inTransaction(db, () => {
    const orphans = db
      .select()
      .from(runs)
      .where(eq(runs.state, 'running'))
      .all()
      .filter((run) => !isAlive(run));
    const error = {
      code: 'trainer-died' as const,
      message: 'The process that trained this run ended without a word',
      hint: '"graft resume" goes on from the last checkpoint.',
      values: { kind: 'orphaned-run' },
    };
    return orphans.map((run) => updateRun(db, run.id, { state: 'failed', error, finishedAtMs: Date.now() }));
  });
}
