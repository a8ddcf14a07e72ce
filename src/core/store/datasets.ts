import { and, asc, count, desc, eq, isNull } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import type { Database } from './database.ts';
import { classes, datasetVersions, datasets } from './dataset-tables.ts';
import { runs } from './run-tables.ts';

export type DatasetRow = typeof datasets.$inferSelect;
export type DatasetVersion = typeof datasetVersions.$inferSelect;

/** Stores a new data set. */
export function insertDataset(db: Database, row: Pick<DatasetRow, 'id' | 'name' | 'root'>): DatasetRow {
  return db
    .insert(datasets)
    .values({ ...row, createdAtMs: Date.now() })
    .returning()
    .get();
}

/** Whether an id is taken, by a removed data set too. */
export function isDatasetId(db: Database, id: string): boolean {
  return db.select({ id: datasets.id }).from(datasets).where(eq(datasets.id, id)).get() !== undefined;
}

/** A data set by id, removed ones too. @throws StudioError `not-found` */
export function getDataset(db: Database, id: string): DatasetRow {
  const row = db.select().from(datasets).where(eq(datasets.id, id)).get();
  if (row) return row;
  throw new StudioError('not-found', `There is no data set "${id}"`, {
    values: { kind: 'dataset-unknown', name: id },
    hint: '"graft datasets list" shows all; "graft datasets add <folder>" adds one.',
  });
}

/** The data set of a real path, a removed one too. */
export function datasetByRoot(db: Database, root: string): DatasetRow | undefined {
  return db.select().from(datasets).where(eq(datasets.root, root)).get();
}

/** The data set with this id; undefined where there is none or it was removed. */
export function presentDataset(db: Database, id: string): DatasetRow | undefined {
  return db.select().from(datasets).where(and(isNull(datasets.removedAtMs), eq(datasets.id, id))).get();
}

/** Data sets that were not removed, oldest first. */
export function allDatasets(db: Database): DatasetRow[] {
  return db
    .select()
    .from(datasets)
    .where(isNull(datasets.removedAtMs))
    .orderBy(asc(datasets.createdAtMs), asc(datasets.id))
    .all();
}

/** Changes name, folder, or what the last scan said. */
export function updateDataset(db: Database, id: string, changes: Partial<Omit<DatasetRow, 'id' | 'createdAtMs'>>): void {
  if (Object.keys(changes).length > 0) db.update(datasets).set(changes).where(eq(datasets.id, id)).run();
}

/** Forgets a data set with its versions and images. Fails by foreign key where runs or studies refer to it. */
export function deleteDataset(db: Database, id: string): void {
  db.delete(datasets).where(eq(datasets.id, id)).run();
}

/** Numbers of the runs that trained on any version of a data set, or were evaluated on one or on its folder. */
export function runsOfDataset(db: Database, id: string): number[] {
  const select = db.$client
    .prepare<{ id: string }, number>(
      `
    SELECT runs.id FROM runs JOIN dataset_versions ON dataset_versions.id = dataset_version_id WHERE dataset_id = @id
    UNION
    SELECT run_id FROM evaluations JOIN dataset_versions ON dataset_versions.id = dataset_version_id WHERE dataset_id = @id
    UNION
    SELECT run_id FROM evaluations WHERE folder IS NOT NULL AND EXISTS (
      SELECT 1 FROM predictions JOIN images ON images.id = image_id WHERE evaluation_id = evaluations.id AND dataset_id = @id)
    ORDER BY 1`,
    )
    .pluck();
  return select.all({ id });
}

/** Numbers of the studies of any version of a data set, whether or not they have runs. */
export const studiesOfDataset = (db: Database, id: string): number[] =>
  db.$client
    .prepare<[string], number>('SELECT studies.id FROM studies JOIN dataset_versions ON dataset_versions.id = dataset_version_id WHERE dataset_id = ? ORDER BY 1')
    .pluck()
    .all(id);

/** The newest version of a data set. */
export function currentVersion(db: Database, datasetId: string): DatasetVersion | undefined {
  return db
    .select()
    .from(datasetVersions)
    .where(eq(datasetVersions.datasetId, datasetId))
    .orderBy(desc(datasetVersions.number))
    .limit(1)
    .get();
}

/** @throws StudioError `not-found` */
export function getVersion(db: Database, versionId: number): DatasetVersion {
  const version = db.select().from(datasetVersions).where(eq(datasetVersions.id, versionId)).get();
  if (!version) throw new StudioError('not-found', `There is no data set version with the row number ${versionId}`, { values: { kind: 'no-such-version' } });
  return version;
}

/** Class names of a version; the index is the label. */
export function classNames(db: Database, versionId: number): string[] {
  const rows = db.select().from(classes).where(eq(classes.versionId, versionId)).orderBy(asc(classes.label)).all();
  return rows.map((row) => row.name);
}

/** How many data sets and runs the database holds, for `graft doctor`. */
export function rowCounts(db: Database): { datasets: number; runs: number } {
  return {
    datasets: db.select({ n: count() }).from(datasets).where(isNull(datasets.removedAtMs)).get()?.n ?? 0,
    runs: db.select({ n: count() }).from(runs).get()?.n ?? 0,
  };
}
