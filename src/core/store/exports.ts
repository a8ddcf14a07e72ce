import { desc, eq } from 'drizzle-orm';
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

/** Exports, newest first; of one run where it is given. */
export function listExports(db: Database, runId?: number): ExportRow[] {
  return db
    .select()
    .from(exports)
    .where(runId === undefined ? undefined : eq(exports.runId, runId))
    .orderBy(desc(exports.id))
    .all();
}
