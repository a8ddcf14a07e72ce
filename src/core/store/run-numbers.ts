import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Numbers of the run folders that are there, ascending. They may be of runs that the database does not know. */
export function runFolderNumbers(runs: string): number[] {
  try {
    return readdirSync(runs, { withFileTypes: true })
      .flatMap((entry) => (/^[1-9]\d{0,9}$/.test(entry.name) && entry.isDirectory() ? [Number(entry.name)] : []))
      .sort((a, b) => a - b);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Beside the database. */
export const runsBeside = (databaseFile: string): string => path.join(path.dirname(databaseFile), 'runs');
