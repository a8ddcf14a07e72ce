import { and, eq } from 'drizzle-orm';
import type { DepthFindings } from '../../shared/profile-result.ts';
import type { Database } from './database.ts';
import { profiles } from './run-tables.ts';

/** What was found of a data set version; null where nobody looked. */
export const profileOf = (db: Database, datasetVersionId: number, measuredBy: string): DepthFindings | null =>
  db
    .select({ findings: profiles.findings })
    .from(profiles)
    .where(and(eq(profiles.datasetVersionId, datasetVersionId), eq(profiles.measuredBy, measuredBy)))
    .get()?.findings ?? null;

/** Keeps it in place of what was found before. */
export function saveProfile(db: Database, datasetVersionId: number, measuredBy: string, findings: DepthFindings): void {
  const row = { datasetVersionId, measuredBy, findings, createdAtMs: Date.now() };
  db.insert(profiles)
    .values(row)
    .onConflictDoUpdate({ target: [profiles.datasetVersionId, profiles.measuredBy], set: row })
    .run();
}
