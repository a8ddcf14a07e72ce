import { count, eq, max } from 'drizzle-orm';
import { inTransaction, type Database } from './database.ts';
import { getVersion, type DatasetVersion } from './datasets.ts';
import { classes, datasetVersions } from './dataset-tables.ts';
import type { Split } from '../../shared/split.ts';

/** One picture of a version: `id` is its row, `width` and `height` are pixels, `label` is the index in the version's classes. */
export interface VersionImage {
  id: number;
  path: string;
  sha256: string;
  width: number;
  height: number;
  label: number;
  split: Split;
  /** Pictures of one group share it; null: in none. */
  group: string | null;
}

export type NewVersion = Pick<DatasetVersion, 'datasetId' | 'fingerprint' | 'valShare' | 'testShare' | 'splitSeed'> & Partial<Pick<DatasetVersion, 'groupSource'>>;

/** Stores the next version of a data set: classes in label order, and every picture with its label and side. */
export function insertVersion(
  db: Database,
  version: NewVersion,
  names: readonly string[],
  members: Iterable<{ imageId: number; label: number; split: Split; group?: string | null }>,
): DatasetVersion {
  return inTransaction(db, () => {
    const last = db
      .select({ number: max(datasetVersions.number) })
      .from(datasetVersions)
      .where(eq(datasetVersions.datasetId, version.datasetId))
      .get();
    const saved = db
      .insert(datasetVersions)
      .values({ ...version, number: (last?.number ?? 0) + 1, createdAtMs: Date.now() })
      .returning()
      .get();
    const addClass = db.$client.prepare('INSERT INTO classes (version_id, label, name) VALUES (?, ?, ?)');
    names.forEach((name, label) => addClass.run(saved.id, label, name));
    const add = db.$client.prepare('INSERT INTO version_images (version_id, image_id, label, split, group_key) VALUES (?, ?, ?, ?, ?)');
    for (const { imageId, label, split, group = null } of members) add.run(saved.id, imageId, label, split, group);
    return saved;
  });
}

/** Pictures of a version by path (byte order). */
export function imagesOfVersion(db: Database, versionId: number): VersionImage[] {
  const select = db.$client.prepare<[number], VersionImage>(`
    SELECT images.id, path, sha256, width, height, label, split, group_key AS "group"
    FROM version_images JOIN images ON images.id = image_id
    WHERE version_id = ? ORDER BY path`);
  return select.all(versionId);
}

/** Group and content of every picture of a version whose pictures were put in groups, by its row; null of any other. */
export function groupsOfVersion(db: Database, versionId: number): Map<number, { sha256: string; group: string | null }> | null {
  if (getVersion(db, versionId).groupSource === null) return null;
  return new Map(imagesOfVersion(db, versionId).map(({ id, sha256, group }) => [id, { sha256, group }]));
}

/** Pictures of a version by their contents (sha256); of several with one, the first by path. */
export function imagesByContent(db: Database, versionId: number, contents: readonly string[]): Map<string, { id: number; path: string; label: number }> {
  const select = db.$client.prepare<[number, string], { sha256: string; id: number; path: string; label: number }>(`
    SELECT sha256, images.id, path, label
    FROM version_images JOIN images ON images.id = image_id
    WHERE version_id = ? AND sha256 IN (SELECT value FROM json_each(?)) ORDER BY path DESC`);
  return new Map(select.all(versionId, JSON.stringify(contents)).map(({ sha256, ...image }) => [sha256, image]));
}

/** In one pass: SQLite, asked to join them with the classes, goes through the whole version for each class. */
const perClassAndSide = 'SELECT label, split, count(*) AS n FROM version_images WHERE version_id = ? GROUP BY label, split';

const eachCount = (db: Database, versionId: number): { label: number; split: Split; n: number }[] =>
  db.$client.prepare<[number], { label: number; split: Split; n: number }>(perClassAndSide).all(versionId);

const noneOfEachClass = (db: Database, versionId: number): number[] =>
  Array<number>(db.select({ n: count() }).from(classes).where(eq(classes.versionId, versionId)).get()!.n).fill(0);

/** Pictures that a version has on one side of its split, of each class (index = label). */
export function imagesPerClass(db: Database, versionId: number, split: Split): number[] {
  const counts = noneOfEachClass(db, versionId);
  for (const { label, n, ...on } of eachCount(db, versionId)) if (on.split === split) counts[label] = n;
  return counts;
}

/** Pictures of each class (index = label) and of each side. */
export function countsOfVersion(db: Database, versionId: number): { classes: number[]; split: Record<Split, number> } {
  getVersion(db, versionId);
  const counts = { classes: noneOfEachClass(db, versionId), split: { train: 0, val: 0, test: 0 } };
  for (const { label, split, n } of eachCount(db, versionId)) {
    counts.classes[label]! += n;
    counts.split[split] += n;
  }
  return counts;
}

/**
 * The side that each content (sha256) was on when a version of this data set last held it. Only versions split as asked for
 * now count: another split asked for is dealt anew, and one asked for again comes back.
 * @param ungroupedFirst a version without groups goes before those with any, however old it is
 */
export function lastSides(
  db: Database,
  datasetId: string,
  shares: { val: number; test: number; seed: number },
  ungroupedFirst = false,
): Map<string, Split> {
  const select = db.$client.prepare<[string, number, number, number, number], { sha256: string; split: Split }>(`
    SELECT sha256, split
    FROM version_images
    JOIN images ON images.id = image_id
    JOIN dataset_versions ON dataset_versions.id = version_id
    WHERE dataset_versions.dataset_id = ? AND val_share = ? AND test_share = ? AND split_seed = ? ORDER BY ? AND group_source IS NULL, number`);
  const sides = new Map<string, Split>();
  for (const { sha256, split } of select.iterate(datasetId, shares.val, shares.test, shares.seed, Number(ungroupedFirst))) sides.set(sha256, split);
  return sides;
}
