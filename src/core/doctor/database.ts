import { lstatSync, statSync } from 'node:fs';
import type { WireError } from '../../shared/errors.ts';
import { minuteHere } from '../../shared/local-time.ts';
import type { DataFolder } from '../data-folder.ts';
import { toWireError } from '../errors.ts';
import { findDamage, type Damage } from '../store/damage.ts';
import { closeDatabase, databaseVersion, openDatabase, type Database } from '../store/database.ts';
import { rowCounts } from '../store/datasets.ts';
import { restorable } from '../store/restore.ts';
import { runFolderNumbers } from '../store/run-numbers.ts';
import { DamagedDatabase } from '../store/sqlite-errors.ts';
import { needKnownRuns } from '../open-studio.ts';

/** `version` null: not made yet. Counts are null where their rows cannot be read. */
export interface DatabaseState {
  file: string;
  version: number | null;
  sizeBytes: number;
  datasets: number | null;
  runs: number | null;
}

/** @returns what the database is, null where it cannot be opened at all, with what is wrong and how to save what is in it */
export function lookAtDatabase(folder: DataFolder): { state: DatabaseState | null; problem: WireError | null } {
  const file = folder.database;
  if (!lstatSync(file, { throwIfNoEntry: false }) && runFolderNumbers(folder.runs).length === 0) {
    return { state: { file, version: null, sizeBytes: 0, datasets: 0, runs: 0 }, problem: null };
  }
  let db: Database | null = null;
  try {
    db = openDatabase(file);
    const damage = findDamage(db);
    const counts = damage ? countsIn(db) : rowCounts(db);
    const state = { file, version: databaseVersion(db), sizeBytes: statSync(file).size, ...counts };
    if (!damage) needKnownRuns(folder, db);
    return { state, problem: damage && asProblem(file, damage, folder) };
  } catch (error) {
    const problem = toWireError(error);
    return { state: null, problem: error instanceof DamagedDatabase ? { ...problem, hint: wayOut(folder) } : problem };
  } finally {
    if (db) closeDatabase(db);
  }
}

function countsIn(db: Database): { datasets: number | null; runs: number | null } {
  try {
    return rowCounts(db);
  } catch (error) {
    if (error instanceof DamagedDatabase) return { datasets: null, runs: null };
    throw error;
  }
}

function asProblem(file: string, { first, problems, whole, damaged }: Damage, folder: DataFolder): WireError {
  const more = problems > 1 ? ` (and ${problems - 1} more)` : '';
  const can = whole.length > 0 ? ` Can be read: ${whole.join(', ')}.` : '';
  const cannot = damaged.length > 0 ? ` Cannot be read whole: ${damaged.join(', ')}.` : ' Every row can be read, the order of an index is broken.';
  const save =
    whole.includes('labels') || whole.includes('runs')
      ? 'What can be read is saved first with "graft labels export <data set> --csv <file>" and "graft export <run>". Then: '
      : '';
  return { code: 'bad-database', message: `The database ${file} is damaged: ${first}${more}.${can}${cannot}`, hint: save + wayOut(folder) };
}

/** What puts a sound database in the place of this one. */
function wayOut(folder: DataFolder): string {
  const newest = restorable(folder).find(({ holds }) => holds);
  const anew = '"graft restore --begin-anew" begins with an empty database; the damaged file is kept.';
  if (!newest?.holds) return `There is no backup. ${anew}`;
  const { datasets, runs } = newest.holds;
  const made = minuteHere(newest.createdAtMs);
  return `"graft restore" puts the backup of ${made} in its place (${datasets} data sets, ${runs} runs); the damaged file is kept.`;
}
