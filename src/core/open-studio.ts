import { readdirSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, ensureFolder, sweepDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { StudioError } from './errors.ts';
import { recountIntervals } from './recount-intervals.ts';
import { sweepRunRemains } from './run-remains.ts';
import { closeDatabase, isOlderDatabase, openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
import type { LockPatience } from './store/guarded-client.ts';
import { markInUse, takeAlone } from './store/in-use.ts';
import { runFolderNumbers } from './store/run-numbers.ts';
import { lastRunNumber } from './store/runs.ts';
import { DamagedDatabase } from './store/sqlite-errors.ts';

/** One open data folder: what every service of the core takes first. */
export interface Studio {
  readonly folder: DataFolder;
  readonly db: Database;
  close(): void;
}

export interface StudioOptions {
  readonly dataDir?: string | undefined;
  readonly patience?: LockPatience | undefined;
  /** What keeps the start waiting, once after an update. */
  readonly say?: ((line: string) => void) | undefined;
}

/** Opens the data folder, making it on first use. @throws StudioError as `openDatabase`; `busy` where a program of an older version has it open, and its database is to be brought up to date */
export function openStudio({ dataDir, patience, say }: StudioOptions = {}): Studio {
  const folder = dataFolder(dataDir);
  ensureFolder(folder.root);
  if (isOlderDatabase(folder.database)) bringUpToDate(folder, patience);
  const letGo = markInUse(folder.root);
  try {
    const db = openKnown(folder, patience, say);
    sweepDataFolder(folder);
    sweepRunRemains(folder, db);
    const close = (): void => {
      closeDatabase(db);
      letGo();
    };
    return { folder, db, close };
  } catch (error) {
    letGo();
    throw error;
  }
}

/** Two programs that begin at once after an update; a backup of a large database takes seconds. */
const updateWaitMs = 5000;

/** Not under a program of an older version that has it open: what that one stores afterwards would not be what this one reads. */
function bringUpToDate({ root, database }: DataFolder, patience: LockPatience | undefined): void {
  let giveBack = (): void => undefined;
  try {
    giveBack = takeAlone(root, updateWaitMs);
  } catch (thrown) {
    // On a disk that may not be written to nobody else writes either, and it is read into memory.
    if (!(thrown instanceof StudioError && thrown.code === 'busy')) return;
    throw new StudioError('busy', `The database ${database} is of an older version, and another Graft Studio has it open`, {
      values: { kind: 'update-waits', file: database },
      hint: 'Nothing was changed. End that one (its window, "graft serve", a training), then try again: the database is brought up to date when nobody else has it open.',
      cause: thrown,
    });
  }
  try {
    if (isOlderDatabase(database)) closeDatabase(openDatabase(database, patience));
  } finally {
    giveBack();
  }
}

function openKnown(folder: DataFolder, patience: LockPatience | undefined, say: StudioOptions['say']): Database {
  const db = openDatabase(folder.database, patience);
  try {
    needKnownRuns(folder, db);
    recountIntervals(db, say);
    return db;
  } catch (error) {
    closeDatabase(db);
    throw error;
  }
}

/**
 * An empty database beside filled run folders is one that went missing: its runs would not be found, and their numbers given again.
 * @throws DamagedDatabase
 */
export function needKnownRuns({ runs, database }: DataFolder, db: Database): void {
  if (lastRunNumber(db) > 0) return;
  const filled = runFolderNumbers(runs).filter((id) => readdirSync(path.join(runs, String(id))).length > 0);
  if (filled.length === 0) return;
  throw new DamagedDatabase(`The database ${database} is empty, but ${runs} has the folders of ${filled.length} runs`, {
    values: { kind: 'database-empty', file: database, n: filled.length },
    hint: '"graft restore" puts the newest backup in its place ("graft restore --list" shows all); "graft restore --begin-anew" begins with an empty database and leaves those folders as they are.',
  });
}
