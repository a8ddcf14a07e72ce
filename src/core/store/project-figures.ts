import type { Database } from './database.ts';
import { currentVersion, type DatasetVersion } from './datasets.ts';

/** Figures of a data set's card, counted by the database: no picture is read. */
export interface CardFigures {
  version: DatasetVersion | undefined;
  /** Usable pictures of the last scan, excluded ones too. */
  images: number;
  /** Of the newest version; before the first, classes made by name or by labels. */
  classes: number;
}

export function cardFigures(db: Database, datasetId: string): CardFigures {
  const version = currentVersion(db, datasetId);
  const count = (sql: string, ...values: unknown[]): number =>
    db.$client
      .prepare(sql)
      .pluck()
      .get(...values) as number;
  return {
    version,
    images: count('SELECT count(*) FROM images WHERE dataset_id = ? AND present = 1 AND problem IS NULL', datasetId),
    classes: version
      ? count('SELECT count(*) FROM classes WHERE version_id = ?', version.id)
      : count(
          `SELECT count(*) FROM (SELECT name FROM dataset_classes WHERE dataset_id = @id
           UNION SELECT label FROM image_labels WHERE dataset_id = @id AND label IS NOT NULL)`,
          { id: datasetId },
        ),
  };
}

/** At most four pictures that are there now, of four classes where there is a version. */
export function cardThumbnails(db: Database, datasetId: string, versionId: number | null): number[] {
  if (versionId === null) {
    const first = db.$client.prepare<[string], number>(
      'SELECT id FROM images WHERE dataset_id = ? AND present = 1 AND problem IS NULL ORDER BY path LIMIT 4',
    );
    return first.pluck().all(datasetId);
  }
  const oneOf = db.$client.prepare<[number, number], number>(
    `SELECT image_id FROM version_images JOIN images ON images.id = image_id
     WHERE version_id = ? AND label = ? AND present = 1 LIMIT 1`,
  );
  const found = [0, 1, 2, 3].map((label) => oneOf.pluck().get(versionId, label));
  return found.filter((id) => id !== undefined);
}
