import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import type { SaidValues } from '../../shared/said.ts';
import { inTransaction, type Database } from './database.ts';
import { filesChanged } from './labels.ts';
import { images } from './dataset-tables.ts';

export type ImageRow = typeof images.$inferSelect;

/** Which file it was that lay at a path: its inode, and when its entry last changed (ctime). */
export interface FileStamp {
  inode: number;
  changedMs: number;
}

/** What a scan knows about one file. `sha256` is null only for a file that could not be read, `stamp` where it cannot be trusted. */
export type ScannedFile = Pick<ImageRow, 'path' | 'sizeBytes' | 'modifiedMs' | 'sha256' | 'width' | 'height' | 'problem'> & {
  stamp?: FileStamp | null;
  /** `problem` as data, where it is known. */
  problemValues?: SaidValues | null;
  /** 16 bits a sample of which 12 are used. */
  isDim?: boolean;
};

/** One content of one file, by its row; the file may have changed since. @throws StudioError `not-found` */
export function getImage(db: Database, id: number): ImageRow {
  const row = db.select().from(images).where(eq(images.id, id)).get();
  if (row) return row;
  throw new StudioError('not-found', `There is no picture ${id}`, {
    values: { kind: 'no-such-image', image: id },
    field: 'image',
    hint: 'Its file may have gone or changed since; show the data set again.',
  });
}

/** A file of the last scan, with what tells whether it has changed since. */
export type KnownFile = ScannedFile & Pick<ImageRow, 'id'>;

/** Files that the last scan of a data set found, good and bad, by path. Straight from the driver: each change of a file asks. */
export function presentImages(db: Database, datasetId: string): Map<string, KnownFile> {
  const rows = db.$client
    .prepare<[string], Omit<KnownFile, 'stamp' | 'isDim' | 'problemValues'> & { inode: number | null; changedMs: number | null; dim: number; said: string | null }>(
      `SELECT id, path, size_bytes AS sizeBytes, modified_ms AS modifiedMs, sha256, width, height, problem, problem_values AS said, is_dim AS dim, inode,
         changed_ms AS changedMs
       FROM images LEFT JOIN file_stamps ON image_id = id WHERE dataset_id = ? AND present = 1`,
    )
    .iterate(datasetId);
  const byPath = new Map<string, KnownFile>();
  for (const { inode, changedMs, dim, said, ...row } of rows) {
    byPath.set(row.path, { ...row, problemValues: parsedSaid(said), isDim: dim === 1, stamp: inode === null || changedMs === null ? null : { inode, changedMs } });
  }
  return byPath;
}

const parsedSaid = (text: string | null): SaidValues | null => (text === null ? null : (JSON.parse(text) as SaidValues));

/** A file of the last scan as the window lists it. */
export type PresentImage = Pick<ImageRow, 'id' | 'path' | 'sha256' | 'sizeBytes' | 'width' | 'height' | 'problem' | 'problemValues' | 'isDim'>;

/** Files of the last scan by path (byte order). Straight from the driver: a window asks for 100,000 at once. */
export function listPresentImages(db: Database, datasetId: string): PresentImage[] {
  const rows = db.$client
    .prepare<[string], Omit<PresentImage, 'isDim' | 'problemValues'> & { isDim: number | boolean; problemValues: string | SaidValues | null }>(
      `SELECT id, path, sha256, size_bytes AS sizeBytes, width, height, problem, problem_values AS problemValues, is_dim AS isDim
       FROM images WHERE dataset_id = ? AND present = 1 ORDER BY path`,
    )
    .all(datasetId);
  for (const row of rows) {
    row.isDim = row.isDim === 1;
    if (typeof row.problemValues === 'string') row.problemValues = parsedSaid(row.problemValues);
  }
  return rows as PresentImage[];
}

/** Files of the last scan that are no usable pictures, by path. */
export function badImages(db: Database, datasetId: string): { file: string; reason: string; values: SaidValues | null }[] {
  return db
    .select({ file: images.path, reason: images.problem, values: images.problemValues })
    .from(images)
    .where(and(eq(images.datasetId, datasetId), eq(images.present, true), isNotNull(images.problem)))
    .orderBy(asc(images.path))
    .all()
    .map(({ file, reason, values }) => ({ file, reason: reason ?? '', values }));
}

/**
 * Makes `files` what is present in a data set, and returns the row number of every path. A file whose content changed
 * gets another row; rows that no version and no prediction refers to any more are deleted. Files that `keep` stay present although
 * the scan does not name them.
 */
export function saveScan(
  db: Database,
  datasetId: string,
  files: Iterable<ScannedFile>,
  keep: (path: string) => boolean = () => false,
): Map<string, number> {
  return inTransaction(db, () => {
    const before = presentImages(db, datasetId);
    const statements = scanStatements(db);
    const ids = new Map<string, number>();
    const refresh = (id: number, { stamp, ...file }: ScannedFile): void => {
      statements.refresh.run({ ...columnsOf(file), id });
      statements.putStamp(id, stamp);
    };
    let changes = 0;
    for (const file of files) {
      if (ids.has(file.path)) continue;
      const old = before.get(file.path);
      before.delete(file.path);
      if (old && old.sha256 === file.sha256) {
        // That a file was touched is remembered, and no change of what training sees.
        if (!sameStat(old, file) || (!old.problemValues && file.problemValues)) refresh(old.id, file);
        if (!sameRow(old, file)) changes += 1;
        ids.set(file.path, old.id);
        continue;
      }
      changes += 1;
      if (old) statements.leave.run(old.id);
      const earlier = statements.earlier.get(datasetId, file.path, file.sha256);
      if (earlier !== undefined) {
        refresh(earlier, file);
        ids.set(file.path, earlier);
      } else {
        const { stamp, ...row } = file;
        const id = Number(statements.insert.run({ ...columnsOf(row), datasetId }).lastInsertRowid);
        statements.putStamp(id, stamp);
        ids.set(file.path, id);
      }
    }
    for (const gone of before.values()) if (!keep(gone.path)) changes += statements.leave.run(gone.id).changes;
    statements.sweep.run(datasetId);
    if (changes > 0) filesChanged(db, datasetId);
    return ids;
  });
}

/** Sets new times and stamps after a data set's folder moved. */
export function touchImages(db: Database, times: Iterable<{ id: number; modifiedMs: number; stamp: FileStamp | null }>): void {
  inTransaction(db, () => {
    const update = db.$client.prepare('UPDATE images SET modified_ms = ? WHERE id = ?');
    const { putStamp } = scanStatements(db);
    for (const { id, modifiedMs, stamp } of times) {
      update.run(modifiedMs, id);
      putStamp(id, stamp);
    }
  });
}

/** Whether a file is the one that was read: neither another of its size and time in its place, nor written to since. */
export const sameStat = (
  a: Pick<ScannedFile, 'sizeBytes' | 'modifiedMs' | 'stamp'>,
  b: Pick<ScannedFile, 'sizeBytes' | 'modifiedMs' | 'stamp'>,
): boolean =>
  a.modifiedMs === b.modifiedMs &&
  a.sizeBytes === b.sizeBytes &&
  !!a.stamp &&
  a.stamp.inode === b.stamp?.inode &&
  a.stamp.changedMs === b.stamp.changedMs;

const columnsOf = ({ isDim, problemValues, ...row }: Omit<ScannedFile, 'stamp'>) => ({
  ...row,
  isDim: Number(isDim ?? false),
  problemValues: problemValues ? JSON.stringify(problemValues) : null,
});

const sameRow = (a: ScannedFile, b: ScannedFile): boolean =>
  a.sizeBytes === b.sizeBytes &&
  a.problem === b.problem &&
  a.width === b.width &&
  a.height === b.height;

// Straight to the driver: with 100,000 files a built query would cost more than the work.
function scanStatements(db: Database) {
  const client = db.$client;
  const stamp = client.prepare<[number, number, number]>('INSERT OR REPLACE INTO file_stamps (image_id, inode, changed_ms) VALUES (?, ?, ?)');
  const noStamp = client.prepare<[number]>('DELETE FROM file_stamps WHERE image_id = ?');
  return {
    putStamp(id: number, now: FileStamp | null | undefined): void {
      if (now) stamp.run(id, now.inode, now.changedMs);
      else noStamp.run(id);
    },
    refresh: client.prepare(`
      UPDATE images SET present = 1, size_bytes = @sizeBytes, modified_ms = @modifiedMs,
        width = @width, height = @height, problem = @problem, problem_values = @problemValues, is_dim = @isDim WHERE id = @id`),
    leave: client.prepare('UPDATE images SET present = 0 WHERE id = ?'),
    earlier: client
      .prepare<[string, string, string | null], number>(
        'SELECT id FROM images WHERE dataset_id = ? AND path = ? AND sha256 = ?',
      )
      .pluck(),
    insert: client.prepare(`
      INSERT INTO images (dataset_id, path, present, size_bytes, modified_ms, sha256, width, height, problem, problem_values, is_dim)
      VALUES (@datasetId, @path, 1, @sizeBytes, @modifiedMs, @sha256, @width, @height, @problem, @problemValues, @isDim)`),
    sweep: client.prepare(`
      DELETE FROM images WHERE dataset_id = ? AND present = 0
        AND NOT EXISTS (SELECT 1 FROM version_images WHERE image_id = images.id)
        AND NOT EXISTS (SELECT 1 FROM predictions WHERE image_id = images.id)`),
  };
}
