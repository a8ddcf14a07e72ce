import { eq } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { FileStamp } from '../files/file-state.ts';
import { inTransaction, type Database } from './database.ts';
import { filesChanged } from './labels.ts';
import { images } from './dataset-tables.ts';
import { FileList } from './file-list.ts';
import type { KnownFile, ScannedFile } from './scanned-file.ts';

export type ImageRow = typeof images.$inferSelect;

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

type PresentRow = [
  id: number, path: string, sizeBytes: number, modifiedMs: number, sha256: string | null, width: number | null, height: number | null,
  problem: string | null, said: string | null, dim: number, inode: number | null, changedMs: number | null,
];

/** Files that the last scan of a data set found, good and bad, by path (byte order). Straight from the driver: each change of a file asks. */
export function presentFiles(db: Database, datasetId: string, { withStamps = true }: { withStamps?: boolean } = {}): FileList {
  const [stamps, joined] = withStamps ? ['inode, changed_ms', 'LEFT JOIN file_stamps ON image_id = id'] : ['NULL, NULL', ''];
  const rows = db.$client
    .prepare<[string], PresentRow>(
      `SELECT id, path, size_bytes, modified_ms, sha256, width, height, problem, problem_values, is_dim, ${stamps}
       FROM images ${joined} WHERE dataset_id = ? AND present = 1 ORDER BY path`,
    )
    .raw()
    .iterate(datasetId);
  const files = new FileList();
  for (const [id, path, sizeBytes, modifiedMs, sha256, width, height, problem, said, dim, inode, changedMs] of rows) {
    const stamp = inode === null || changedMs === null ? null : { inode, changedMs };
    files.add({ id, path, sizeBytes, modifiedMs, sha256, width, height, problem, problemValues: parsedSaid(said), isDim: dim === 1, stamp });
  }
  return files;
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

/** How many files the last scan found, good and bad. */
export const countPresentImages = (db: Database, datasetId: string): number =>
  db.$client.prepare<[string], number>('SELECT count(*) FROM images WHERE dataset_id = ? AND present = 1').pluck().get(datasetId)!;

/**
 * Makes `files`, each path once, what is present in a data set, and returns the row number of each in turn. A file whose content changed
 * gets another row; rows that no version and no prediction refers to any more are deleted. Files that `keep` stay present although
 * the scan does not name them; `known` are those that are present now, where the caller has them. All of it is stored or nothing.
 */
export function saveFiles(
  db: Database,
  datasetId: string,
  files: FileList,
  { keep = () => false, known }: { keep?: ((path: string) => boolean) | undefined; known?: FileList | undefined } = {},
): Float64Array {
  return inTransaction(db, () => {
    const before = known ?? presentFiles(db, datasetId);
    const isFound = new Uint8Array(before.length);
    const statements = scanStatements(db);
    const ids = new Float64Array(files.length);
    // Most often there are none, and there are a hundred thousand files.
    const hasFormer = statements.hasFormer.get(datasetId) === 1;
    const refresh = (id: number, file: KnownFile): void => {
      statements.refresh.run(...columnsOf(file), id);
      statements.putStamp(id, file.stamp);
    };
    let changes = 0;
    let next = 0;
    for (const file of files) {
      const position = before.length === 0 ? -1 : before.find(file.path);
      const old = before.at(position);
      if (old) isFound[position] = 1;
      if (old && old.sha256 === file.sha256) {
        // That a file was touched is remembered, and no change of what training sees.
        if (!sameStat(old, file) || (!old.problemValues && file.problemValues)) refresh(old.id, file);
        if (!sameRow(old, file)) changes += 1;
        ids[next++] = old.id;
        continue;
      }
      changes += 1;
      if (old) statements.leave.run(old.id);
      const earlier = hasFormer ? statements.earlier.get(datasetId, file.path, file.sha256) : undefined;
      if (earlier !== undefined) {
        refresh(earlier, file);
        ids[next++] = earlier;
      } else {
        const id = Number(statements.insert.run(...columnsOf(file), datasetId, file.path, file.sha256).lastInsertRowid);
        statements.putStamp(id, file.stamp);
        ids[next++] = id;
      }
    }
    for (const [position, found] of isFound.entries()) {
      const gone = before.at(position)!;
      if (found === 0 && !keep(gone.path)) changes += statements.leave.run(gone.id).changes;
    }
    statements.sweep.run(datasetId);
    if (changes > 0) filesChanged(db, datasetId);
    return ids;
  });
}

/** {@link saveFiles} of a few; the row number by path. Of files with one path the first counts. */
export function saveScan(db: Database, datasetId: string, files: Iterable<ScannedFile>, keep?: (path: string) => boolean): Map<string, number> {
  const list = new FileList();
  for (const file of files) if (list.find(file.path) < 0) list.add(file);
  const ids = saveFiles(db, datasetId, list, { keep });
  return new Map(Array.from(list, ({ path }, i) => [path, ids[i]!]));
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

/** What may change of a row, in the order of the statements. */
const columnsOf = ({ sizeBytes, modifiedMs, width, height, problem, problemValues, isDim }: KnownFile) =>
  [sizeBytes, modifiedMs, width, height, problem, problemValues && JSON.stringify(problemValues), Number(isDim)] as const;

const sameRow = (a: KnownFile, b: KnownFile): boolean =>
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
      UPDATE images SET present = 1, size_bytes = ?, modified_ms = ?, width = ?, height = ?, problem = ?, problem_values = ?, is_dim = ? WHERE id = ?`),
    leave: client.prepare('UPDATE images SET present = 0 WHERE id = ?'),
    hasFormer: client.prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM images WHERE dataset_id = ? AND present = 0)').pluck(),
    earlier: client
      .prepare<[string, string, string | null], number>(
        'SELECT id FROM images WHERE dataset_id = ? AND path = ? AND sha256 = ?',
      )
      .pluck(),
    insert: client.prepare(`
      INSERT INTO images (present, size_bytes, modified_ms, width, height, problem, problem_values, is_dim, dataset_id, path, sha256)
      VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    sweep: client.prepare(`
      DELETE FROM images WHERE dataset_id = ? AND present = 0
        AND NOT EXISTS (SELECT 1 FROM version_images WHERE image_id = images.id)
        AND NOT EXISTS (SELECT 1 FROM predictions WHERE image_id = images.id)`),
  };
}
