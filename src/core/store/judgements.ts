import { and, asc, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { labelJudgements, type JudgementKind } from './dataset-tables.ts';

export type LabelJudgement = Omit<typeof labelJudgements.$inferSelect, 'id' | 'datasetId' | 'kind'>;

export function saveJudgement(db: Database, datasetId: string, kind: JudgementKind, judgement: Omit<LabelJudgement, 'atMs'>): void {
  db.insert(labelJudgements).values({ datasetId, kind, atMs: Date.now(), ...judgement }).run();
}

/** Oldest first. */
export const judgementsOf = (db: Database, datasetId: string, kind: JudgementKind): (LabelJudgement & { id: number })[] =>
  db
    .select()
    .from(labelJudgements)
    .where(and(eq(labelJudgements.datasetId, datasetId), eq(labelJudgements.kind, kind)))
    .orderBy(asc(labelJudgements.id))
    .all();

export const deleteJudgement = (db: Database, id: number): void => void db.delete(labelJudgements).where(eq(labelJudgements.id, id)).run();
