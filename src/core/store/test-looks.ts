import { asc, eq } from 'drizzle-orm';
import { inTransaction, type Database } from './database.ts';
import { testLooks } from './run-tables.ts';

export type TestLook = typeof testLooks.$inferSelect;

/** The same model looked at again so soon is the same look. */
const sameLookMs = 3_600_000;

/** Counts a look at what `model` (a run's number, or several with how they answer) gets right on the test pictures. */
export function countTestLook(db: Database, look: Omit<TestLook, 'id'>): void {
  inTransaction(db, () => {
    const last = db.$client
      .prepare<[string, string], number | null>('SELECT max(at_ms) FROM test_looks WHERE dataset_id = ? AND model = ?')
      .pluck()
      .get(look.datasetId, look.model);
    if (typeof last === 'number' && Math.abs(look.atMs - last) < sameLookMs) return;
    db.insert(testLooks).values(look).run();
  });
}

/** Oldest first. */
export const testLooksOf = (db: Database, datasetId: string): TestLook[] =>
  db.select().from(testLooks).where(eq(testLooks.datasetId, datasetId)).orderBy(asc(testLooks.atMs), asc(testLooks.id)).all();
