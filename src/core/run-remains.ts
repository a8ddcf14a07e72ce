import { existsSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { isUnwritable, namedWriteError } from './files/write-error.ts';
import { writeFileAtomicallySync } from './files/write-file.ts';
import { inTransaction, type Database } from './store/database.ts';
import { runFolderNumbers } from './store/run-numbers.ts';
import { runNumbers } from './store/runs.ts';
import { isLocked, mayPass } from './store/sqlite-errors.ts';

/** Lies in the folder of a run whose row goes next, so that the folder is known to be nobody's where the program is killed in between. */
const markOf = (folder: string): string => path.join(folder, 'deleted');

/** What cannot be done to these files now is done at the next start, or by whoever does it at the same time. */
function whereWritable(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isUnwritable(namedWriteError(error, folder))) throw error;
  }
}

/** Before a run's row goes: whoever opens the data folder next removes its folder, if this process does not come to it. */
export function markDeleted(folder: string): void {
  if (existsSync(folder)) whereWritable(folder, () => writeFileAtomicallySync(markOf(folder), Buffer.alloc(0), { durable: false }));
}

/** The run stays after all. */
export const unmarkDeleted = (folder: string): void => whereWritable(folder, () => rmSync(markOf(folder), { force: true }));

/**
 * Removes folders of runs that the database does not know: of those that were being deleted when their program was killed, and empty ones of runs that were
 * never stored. What has files and no mark stays, for it may be all that is left of a run: the database was put back to an older one, or lost its last writes.
 */
export function sweepRunRemains(folder: DataFolder, db: Database): void {
  const known = new Set(runNumbers(db));
  const numbers = runFolderNumbers(folder.runs);
  const foldersOf = (ids: readonly number[]): string[] => ids.map((id) => runFolder(folder, id));
  const unknown = foldersOf(numbers.filter((id) => !known.has(id)));
  const isMarked = (own: string): boolean => existsSync(markOf(own));
  for (const own of unknown.filter(isMarked)) whereWritable(own, () => rmSync(own, { recursive: true, force: true }));
  for (const own of foldersOf(numbers.filter((id) => known.has(id))).filter(isMarked)) unmarkDeleted(own);
  const left = unknown.filter((one) => existsSync(one));
  if (left.length === 0) return;
  try {
    // A run and its folder are made under this lock: one that is there now and not known was never stored.
    inTransaction(db, () => {
      const now = new Set(runNumbers(db));
      for (const own of left) if (!now.has(Number(path.basename(own)))) whereWritable(own, () => rmdirSync(own));
    });
  } catch (error) {
    if (!mayPass(error) && !isLocked(error)) throw error;
  }
}
