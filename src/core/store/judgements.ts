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

/**
 * When a person last gave each content a label here, or judged it, as ms. Rows are in the order in which things happened, so that nothing is taken to be later than what
 * was kept after it: a clock may have been set back.
 */
export function contentsSeen(db: Database, datasetId: string): ReadonlyMap<string, number> {
  const atMost = 'min(at_ms) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS at';
  const rows = db.$client
    .prepare<{ dataset: string }, { sha256: string; at: number }>(
      `WITH changes AS (SELECT id, kind, ${atMost} FROM label_changes WHERE dataset_id = @dataset),
         judged AS (SELECT sha256, ${atMost} FROM label_judgements WHERE dataset_id = @dataset)
       SELECT sha256, max(at) AS at FROM (
         SELECT i.sha256 AS sha256, c.at AS at FROM changes c JOIN label_change_images i ON i.change_id = c.id WHERE c.kind = 'label' AND i.sha256 IS NOT NULL
         UNION ALL SELECT sha256, at FROM judged
       ) GROUP BY sha256`,
    )
    .all({ dataset: datasetId });
  return new Map(rows.map(({ sha256, at }) => [sha256, at]));
}
