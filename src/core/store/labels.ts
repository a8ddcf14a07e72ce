import { asc, desc, eq, sql } from 'drizzle-orm';
import { inTransaction, type Database } from './database.ts';
import { datasetClasses, datasets, labelChanges, type labelChangeImages, type LabelChangeKind, type Split } from './schema.ts';

/** What the studio says of one file, over what its folder says. */
export interface ImageLabel {
  path: string;
  /** Content when it was last seen. */
  sha256: string | null;
  /** Null: the folder's. */
  label: string | null;
  excluded: boolean;
  /** The side that a table of labels gave; null: the folder's, or none. */
  side: Split | null;
}

export type Said = Pick<ImageLabel, 'label' | 'excluded' | 'side'>;

/** What a change does to one picture. `before` null: nothing had been said of it. */
export interface LabelStep {
  path: string;
  sha256: string | null;
  before: Said | null;
  after: Said;
}

export type LabelChangeRow = typeof labelChanges.$inferSelect;
type Change = { kind: 'label'; label: string } | { kind: 'exclude' | 'include' } | { kind: 'import'; source: string };

/** Everything said of files of a data set; also of files that are not there now. */
export function imageLabels(db: Database, datasetId: string): ImageLabel[] {
  const rows = db.$client
    .prepare<[string], Omit<ImageLabel, 'excluded'> & { excluded: number }>(
      'SELECT path, sha256, label, excluded, side FROM image_labels WHERE dataset_id = ?',
    )
    .all(datasetId);
  return rows.map((row) => ({ ...row, excluded: row.excluded === 1 }));
}

/** Appends a change to the history and makes it so. */
export function appendChange(db: Database, datasetId: string, change: Change, steps: readonly LabelStep[]): number {
  return inTransaction(db, () => {
    const { id } = db
      .insert(labelChanges)
      .values({ datasetId, atMs: Date.now(), images: steps.length, ...change })
      .returning({ id: labelChanges.id })
      .get();
    const insert = db.$client.prepare(`
      INSERT INTO label_change_images
        (change_id, path, sha256, label_before, excluded_before, side_before, label_after, excluded_after, side_after)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    const columns = (said: Said | null) => (said ? [said.label, Number(said.excluded), said.side] : [null, null, null]);
    for (const { path, sha256, before, after } of steps) insert.run(id, path, sha256, ...columns(before), ...columns(after));
    apply(db, datasetId, id, 'after');
    return id;
  });
}

/** Takes a change back, or makes it again, and appends that to the history. */
export function appendReversal(db: Database, change: LabelChangeRow, kind: 'undo' | 'redo'): void {
  const { datasetId, id: changeId, images } = change;
  inTransaction(db, () => {
    db.insert(labelChanges).values({ datasetId, atMs: Date.now(), kind, changeId, images }).run();
    apply(db, datasetId, changeId, kind === 'undo' ? 'before' : 'after');
  });
}

/** The whole history, oldest first, without its pictures. */
export function labelLog(db: Database, datasetId: string): { id: number; kind: LabelChangeKind; changeId: number | null }[] {
  return db.$client
    .prepare<[string], { id: number; kind: LabelChangeKind; changeId: number | null }>(
      'SELECT id, kind, change_id AS changeId FROM label_changes WHERE dataset_id = ? ORDER BY id',
    )
    .all(datasetId);
}

/** The newest `limit` entries of the history, newest first. */
export function newestChanges(db: Database, datasetId: string, limit: number): LabelChangeRow[] {
  return db
    .select()
    .from(labelChanges)
    .where(eq(labelChanges.datasetId, datasetId))
    .orderBy(desc(labelChanges.id))
    .limit(limit)
    .all();
}

/** One entry of the history by its number; undefined where there is none. */
export const labelChange = (db: Database, id: number): LabelChangeRow | undefined =>
  db.select().from(labelChanges).where(eq(labelChanges.id, id)).get();

/** Pictures of one entry of the history, by path. */
export function stepsOf(db: Database, changeId: number): LabelStep[] {
  const rows = db.$client
    .prepare<[number], StepRow>(
      `SELECT path, sha256, label_before AS labelBefore, excluded_before AS excludedBefore, side_before AS sideBefore,
         label_after AS labelAfter, excluded_after AS excludedAfter, side_after AS sideAfter
       FROM label_change_images WHERE change_id = ? ORDER BY path`,
    )
    .all(changeId);
  return rows.map(({ path, sha256, labelBefore, excludedBefore, sideBefore, labelAfter, excludedAfter, sideAfter }) => ({
    path,
    sha256,
    before: excludedBefore === null ? null : { label: labelBefore, excluded: excludedBefore === 1, side: sideBefore },
    after: { label: labelAfter, excluded: excludedAfter === 1, side: sideAfter },
  }));
}

/** As SQLite has it: truth is 0 or 1. */
type StepRow = Omit<typeof labelChangeImages.$inferSelect, 'changeId' | 'excludedBefore' | 'excludedAfter'> & {
  excludedBefore: number | null;
  excludedAfter: number;
};

function apply(db: Database, datasetId: string, changeId: number, which: 'before' | 'after'): void {
  const put = db.$client.prepare(`
    INSERT INTO image_labels (dataset_id, path, sha256, label, excluded, side) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, label = excluded.label, excluded = excluded.excluded, side = excluded.side`);
  const forget = db.$client.prepare('DELETE FROM image_labels WHERE dataset_id = ? AND path = ?');
  for (const step of stepsOf(db, changeId)) {
    const state = step[which];
    if (state) put.run(datasetId, step.path, step.sha256, state.label, Number(state.excluded), state.side);
    else forget.run(datasetId, step.path);
  }
  nextRevision(db, datasetId);
}

/** After a scan: what was said of a file goes on with its content of now. */
export function followContents(db: Database, datasetId: string): void {
  db.$client
    .prepare(
      `UPDATE image_labels SET sha256 = images.sha256 FROM images
       WHERE image_labels.dataset_id = ? AND images.dataset_id = image_labels.dataset_id AND images.present = 1
         AND images.path = image_labels.path AND images.sha256 IS NOT NULL AND images.sha256 IS NOT image_labels.sha256`,
    )
    .run(datasetId);
}

/** Classes made by name, in no particular order. */
export function namedClasses(db: Database, datasetId: string): string[] {
  const rows = db
    .select()
    .from(datasetClasses)
    .where(eq(datasetClasses.datasetId, datasetId))
    .orderBy(asc(datasetClasses.name));
  return rows.all().map(({ name }) => name);
}

export function insertNamedClass(db: Database, datasetId: string, name: string): void {
  inTransaction(db, () => {
    db.insert(datasetClasses).values({ datasetId, name }).onConflictDoNothing().run();
    nextRevision(db, datasetId);
  });
}

export function deleteNamedClass(db: Database, datasetId: string, name: string): void {
  inTransaction(db, () => {
    db.$client.prepare('DELETE FROM dataset_classes WHERE dataset_id = ? AND name = ?').run(datasetId, name);
    nextRevision(db, datasetId);
  });
}

/** Whether anything was said of a data set here that its folder does not say: labels, exclusions, classes, pictures taken. */
export function hasOwnWork(db: Database, datasetId: string): boolean {
  const select = db.$client.prepare(`
    SELECT EXISTS (SELECT 1 FROM label_changes WHERE dataset_id = @id)
        OR EXISTS (SELECT 1 FROM dataset_classes WHERE dataset_id = @id)`);
  return select.pluck().get({ id: datasetId }) === 1;
}

/** Says that training would see something else now, to every process that keeps what it worked out. */
export function nextRevision(db: Database, datasetId: string): void {
  db.update(datasets)
    .set({ revision: sql`${datasets.revision} + 1` })
    .where(eq(datasets.id, datasetId))
    .run();
}

/** As `nextRevision`, where the files themselves are others. */
export function filesChanged(db: Database, datasetId: string): void {
  const next = sql`${datasets.revision} + 1`;
  db.update(datasets).set({ revision: next, scanRevision: next }).where(eq(datasets.id, datasetId)).run();
}
