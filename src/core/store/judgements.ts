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

/** When each path that has a label of the studio's was last given one. */
export const labelledAt = (db: Database, datasetId: string): ReadonlyMap<string, number> =>
  new Map(
    db.$client
      .prepare<[string], { path: string; at: number }>(
        `SELECT i.path AS path, max(c.at_ms) AS at FROM label_changes c JOIN label_change_images i ON i.change_id = c.id
         WHERE c.dataset_id = ? AND c.kind = 'label' GROUP BY i.path`,
      )
      .all(datasetId)
      .map(({ path, at }) => [path, at]),
  );
