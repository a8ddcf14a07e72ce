import { eq } from 'drizzle-orm';
import type { GroupSource } from '../../shared/group-source.ts';
import { inTransaction, type Database } from './database.ts';
import { datasets } from './dataset-tables.ts';
import { nextRevision } from './labels.ts';

/** Which contents (sha256) of a data set belong together since a person said so; those in none (null) were looked at then. */
export interface Grouping {
  readonly source: GroupSource;
  readonly keys: ReadonlyMap<string, string | null>;
}

/** Null where its pictures are kept together by nothing but equal content. */
export function groupingOf(db: Database, datasetId: string): Grouping | null {
  const row = db.select({ source: datasets.groupSource }).from(datasets).where(eq(datasets.id, datasetId)).get();
  if (!row?.source) return null;
  const select = db.$client.prepare<[string], { sha256: string; key: string | null }>('SELECT sha256, group_key AS key FROM image_groups WHERE dataset_id = ?');
  return { source: row.source, keys: new Map(select.all(datasetId).map(({ sha256, key }) => [sha256, key])) };
}

/** Replaces what was said before; null: nothing is kept together any more. */
export function saveGrouping(db: Database, datasetId: string, grouping: Grouping | null): void {
  inTransaction(db, () => {
    db.$client.prepare('DELETE FROM image_groups WHERE dataset_id = ?').run(datasetId);
    const insert = db.$client.prepare('INSERT INTO image_groups (dataset_id, sha256, group_key) VALUES (?, ?, ?)');
    for (const [sha256, key] of grouping?.keys ?? []) insert.run(datasetId, sha256, key);
    db.update(datasets).set({ groupSource: grouping?.source ?? null }).where(eq(datasets.id, datasetId)).run();
    nextRevision(db, datasetId);
  });
}
