import { existsSync, lstatSync, renameSync } from 'node:fs';
import path from 'node:path';
import { ensureFolder, type DataFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { syncFolderSync } from '../files/durable.ts';
import { placeFiles } from '../files/laid-file.ts';
import { layCopy } from '../files/write-file.ts';
import { namedWriteError } from '../files/write-error.ts';
import { listBackups, timeName, withContents, type BackupContents } from './backups.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { takeAlone } from './in-use.ts';
import { runFolderNumbers } from './run-numbers.ts';
import { listRuns } from './runs.ts';

export interface Restored {
  /** Name of the backup; null for a database that begins anew. */
  readonly backup: string | null;
  /** Where the former database lies now; null where there was none. */
  readonly kept: string | null;
  readonly datasets: number;
  readonly runs: number;
  /** Run folders that are on the disk though the database knows no such run. */
  readonly unknownRuns: readonly number[];
}

/** What a person may choose from, newest first. */
export const restorable = (folder: DataFolder): BackupContents[] => listBackups(folder.backups).map(withContents);

/**
 * Puts a backup in the place of the database, which is kept beside it under another name.
 * @param name of the backup; the newest that can be read unless given
 * @throws StudioError `not-found` (no such backup), `busy` (the data folder is open elsewhere), `bad-database` (the backup is
 *   damaged: nothing was changed), `out-of-disk`, `not-writable`
 */
export async function restoreBackup(folder: DataFolder, name?: string): Promise<Restored> {
  const backups = restorable(folder);
  const chosen = name === undefined ? backups.find(({ holds }) => holds) : backups.find((one) => one.name === name);
  if (!chosen) throw noBackup(folder, name);
  if (!chosen.holds) throw new StudioError('bad-database', `The backup ${chosen.file} is damaged`, { values: { kind: 'backup-damaged', file: chosen.file }, hint: 'Choose another: graft restore --list.' });
  const kept = await replaceDatabase(folder, async () => {
    const laid = await layCopy(chosen.file, folder.database);
    return () => placeFiles([laid]);
  });
  const db = openDatabase(folder.database);
  try {
    const known = new Set(listRuns(db).map(({ id }) => id));
    const unknownRuns = runFolderNumbers(folder.runs).filter((id) => !known.has(id));
    return { backup: chosen.name, kept, ...chosen.holds, unknownRuns };
  } finally {
    closeDatabase(db);
  }
}

/** An empty database in the place of the former, which is kept beside it. @throws StudioError as {@link restoreBackup} */
export async function beginAnew(folder: DataFolder): Promise<Restored> {
  const unknownRuns = runFolderNumbers(folder.runs);
  const kept = await replaceDatabase(folder, async () => async () => {
    const db = openDatabase(folder.database);
    // From here on the folders of former runs are no surprise.
    db.$client.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', ?)").run(unknownRuns.at(-1) ?? 0);
    closeDatabase(db);
  });
  return { backup: null, kept, datasets: 0, runs: 0, unknownRuns };
}

/** @param make what takes long: a program that is killed in it leaves the former database in its place. Answers what gives the new one its place */
async function replaceDatabase(folder: DataFolder, make: () => Promise<() => Promise<void>>): Promise<string | null> {
  ensureFolder(folder.root);
  const giveBack = takeAlone(folder.root);
  try {
    const put = await make();
    const kept = setAside(folder.database);
    try {
      await put();
    } catch (error) {
      if (kept !== null) moveAll(kept, folder.database);
      throw error;
    }
    return kept;
  } finally {
    giveBack();
  }
}

/** What SQLite keeps beside the file belongs to it. */
const besides = ['', '-wal', '-shm'];

function moveAll(from: string, to: string): void {
  for (const beside of besides) if (lstatSync(from + beside, { throwIfNoEntry: false })) renameSync(from + beside, to + beside);
  syncFolderSync(path.dirname(to));
}

/** @returns the new name, null where nothing was there */
function setAside(database: string): string | null {
  if (besides.every((beside) => !lstatSync(database + beside, { throwIfNoEntry: false }))) return null;
  const { dir, name, ext } = path.parse(database);
  const base = path.join(dir, `${name}.set-aside-${timeName(Date.now())}`);
  let kept = base + ext;
  for (let i = 2; existsSync(kept); i++) kept = `${base}-${i}${ext}`;
  try {
    moveAll(database, kept);
  } catch (error) {
    throw namedWriteError(error, kept);
  }
  return kept;
}

function noBackup({ backups }: DataFolder, name: string | undefined): StudioError {
  return new StudioError('not-found', name === undefined ? `There is no backup that can be read in ${backups}` : `There is no backup "${name}" in ${backups}`, {
    values: name === undefined ? { kind: 'no-backup-readable', place: backups } : { kind: 'no-such-backup', name, place: backups },
    field: 'backup',
    hint: name === undefined ? '"graft restore --begin-anew" begins with an empty database and keeps the old file.' : '"graft restore --list" shows all.',
  });
}
