import { asc, gt, max } from 'drizzle-orm';
import type { Database } from './database.ts';
import { changes } from './run-tables.ts';

/** A number that is another one after another connection (a terminal's `graft train`) has changed the database. Costs microseconds. */
export const changesByOthers = (db: Database): number => db.$client.pragma('data_version', { simple: true }) as number;

/** The number of the last change of a run, a data set or a study, by whatever program; it only grows. */
export const lastChange = (db: Database): number => db.select({ last: max(changes.sequence) }).from(changes).get()?.last ?? 0;

/** Runs (with their epochs, evaluations and exports), data sets and studies that changed after a number, the latest last. */
export function changedSince(db: Database, sequence: number): { runs: number[]; datasets: string[]; studies: number[]; last: number } {
  const rows = db.select().from(changes).where(gt(changes.sequence, sequence)).orderBy(asc(changes.sequence)).all();
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map(({ subject }) => subject);
  return { runs: of('run').map(Number), datasets: of('dataset'), studies: of('study').map(Number), last: rows.at(-1)?.sequence ?? sequence };
}
