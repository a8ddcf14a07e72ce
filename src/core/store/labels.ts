import { asc, desc, eq, sql } from 'drizzle-orm';
import { inTransaction, type Database } from './database.ts';
import { datasetClasses, datasets, labelChanges, type labelChangeImages, type LabelChangeKind } from './dataset-tables.ts';
import type { Split } from '../../shared/split.ts';

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
export function saidOfImages(db: Database, datasetId: string): ImageLabel[] {
  const rows = db.$client
    .prepare<[string], Omit<ImageLabel, 'excluded'> & { excluded: number | boolean }>(
      'SELECT path, sha256, label, excluded, side FROM image_labels WHERE dataset_id = ?',
    )
    .all(datasetId);
  for (const row of rows) row.excluded = row.excluded === 1;
  return rows as ImageLabel[];
}

/** What is said of a file takes the place of what was said of it before. */
const orInstead = 'ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, label = excluded.label, excluded = excluded.excluded, side = excluded.side';

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
    // In one statement: a hundred thousand pictures may be given a class at once.
    db.$client
      .prepare(
        `INSERT INTO image_labels (dataset_id, path, sha256, label, excluded, side)
         SELECT ?, path, sha256, label_after, excluded_after, side_after FROM label_change_images WHERE change_id = ? ${orInstead}`,
      )
      .run(datasetId, id);
    nextRevision(db, datasetId);
    return id;
  });
}

/** Takes a change back, or makes it again, and appends that to the history. */
export function appendReversal(db: Database, change: LabelChangeRow, kind: 'undo' | 'redo'): void {
  const { datasetId, id: changeId, images } = change;
  inTransaction(db, () => {
    db.insert(labelChanges).values({ datasetId, atMs: Date.now(), kind, changeId, images }).run();
    apply(db, datasetId, changeId, kind === 'undo' ? 'before' : 'after', placesNow(db, datasetId, kind));
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

/** The path of the first picture of an entry of the history. */
export const firstPathOf = (db: Database, changeId: number): string | undefined =>
  db.$client
    .prepare<[number], string>('SELECT path FROM label_change_images WHERE change_id = ? ORDER BY path LIMIT 1')
    .pluck()
    .get(changeId);

/** As SQLite has it: truth is 0 or 1. */
type StepRow = Omit<typeof labelChangeImages.$inferSelect, 'changeId' | 'excludedBefore' | 'excludedAfter'> & {
  excludedBefore: number | null;
  excludedAfter: number;
};

function apply(
  db: Database,
  datasetId: string,
  changeId: number,
  which: 'before' | 'after',
  pathsOf: (step: LabelStep) => readonly string[],
): void {
  const rows = labelRows(db, datasetId);
  for (const step of stepsOf(db, changeId)) {
    const state = step[which];
    for (const path of pathsOf(step)) {
      if (state) rows.put({ path, sha256: step.sha256, ...state });
      else rows.forget(path);
    }
  }
  nextRevision(db, datasetId);
}

function labelRows(db: Database, datasetId: string): { put(label: ImageLabel): void; forget(path: string): void } {
  const put = db.$client.prepare(`
    INSERT INTO image_labels (dataset_id, path, sha256, label, excluded, side) VALUES (?, ?, ?, ?, ?, ?) ${orInstead}`);
  const forget = db.$client.prepare('DELETE FROM image_labels WHERE dataset_id = ? AND path = ?');
  return {
    put: ({ path, sha256, label, excluded, side }) => put.run(datasetId, path, sha256, label, Number(excluded), side),
    forget: (path) => forget.run(datasetId, path),
  };
}

/** Where the picture of a step lies now: words go along with contents (`datasets/known/follow-contents.ts`), the history does not. */
function placesNow(db: Database, datasetId: string, kind: 'undo' | 'redo'): (step: LabelStep) => readonly string[] {
  const labels = saidOfImages(db, datasetId);
  const files = db.$client
    .prepare<[string], { path: string; sha256: string | null }>('SELECT path, sha256 FROM images WHERE dataset_id = ? AND present = 1')
    .all(datasetId);
  const contents = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const said = new Map(labels.map(({ path, sha256 }) => [path, sha256]));
  const places: Map<string | null, { path: string }[]> = Map.groupBy(kind === 'undo' ? labels : files, ({ sha256 }) => sha256);
  return ({ path, sha256 }) => {
    const isThere = sha256 === null || said.get(path) === sha256 || contents.get(path) === sha256;
    // Said again of a file that is gone, it waits for it.
    if (isThere || (kind === 'redo' && !contents.has(path))) return [path];
    return places.get(sha256)?.map((place) => place.path) ?? [path];
  };
}

/** Makes `after` all that is said of files of a data set, where it was `before` (rows that stay are the same objects); no entry of the history, for nobody said anything new. */
export function replaceLabels(
  db: Database,
  datasetId: string,
  { before, after }: Record<'before' | 'after', readonly ImageLabel[]>,
): void {
  const rows = labelRows(db, datasetId);
  const known = new Map(before.map((label) => [label.path, label]));
  const paths = new Set(after.map(({ path }) => path));
  const gone = before.filter(({ path }) => !paths.has(path));
  const put = after.filter((label) => label !== known.get(label.path));
  for (const { path } of gone) rows.forget(path);
  for (const label of put) rows.put(label);
  if (gone.length + put.length > 0) nextRevision(db, datasetId);
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
