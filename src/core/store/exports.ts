import { desc, eq } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import type { Database } from './database.ts';
import { exports } from './run-tables.ts';

export type ExportRow = typeof exports.$inferSelect;

/** Remembers that a run was written to `folder` (absolute) and what the reader's check measured. */
export function saveExport(db: Database, row: Pick<ExportRow, 'runId' | 'format' | 'folder' | 'receipt'>): ExportRow {
  return db
    .insert(exports)
    .values({ ...row, createdAtMs: Date.now() })
    .returning()
    .get();
}

/** @throws StudioError `not-found` */
export function getExport(db: Database, id: number): ExportRow {
  const row = db.select().from(exports).where(eq(exports.id, id)).get();
  if (row) return row;
  throw new StudioError('not-found', `There is no export ${id}`, { values: { kind: 'no-such-export', number: id }, hint: 'Export the run again.' });
}

/** Exports, newest first; of one run where it is given. */
export function listExports(db: Database, runId?: number): ExportRow[] {
  return db
    .select()
    .from(exports)
    .where(runId === undefined ? undefined : eq(exports.runId, runId))
    .orderBy(desc(exports.id))
    .all();
}
