import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { StudioError } from '../errors.ts';
import { DamagedDatabase, isLocked } from './sqlite-errors.ts';

/** Bytes 18 and 19 of the header say how the file is to be written and read; a copy in memory has no log beside it. */
function withoutLog(bytes: Buffer): Buffer {
  bytes.fill(1, 18, 20);
  return bytes;
}

/** A copy in memory of an open database, which takes writes and forgets them. */
export const copyInMemory = (client: BetterSqlite3.Database): BetterSqlite3.Database => new BetterSqlite3(withoutLog(client.serialize()));

/**
 * What SQLite refuses to open because it can put nothing beside it, on a read-only or a full disk, as a copy in memory.
 * @param error what opening it said
 * @throws `error`, where the file cannot be read either or is damaged; with a hint where its last changes would be missing
 */
export function readIntoMemory(file: string, error: StudioError): { client: BetterSqlite3.Database; refusal: StudioError } {
  const isOfTheDisk = error.cause !== undefined && !(error instanceof DamagedDatabase) && !isLocked(error);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (!isOfTheDisk || size === 0) throw error;
  const refusal = error.code === 'bad-database' ? notWritable(file, error) : error;
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new StudioError(refusal.code, `${refusal.message}, and its last changes still lie in ${file}-wal`, {
      values: { kind: 'database-log-left', file },
      hint: `Copy ${path.basename(file)} and ${path.basename(file)}-wal to a folder that can be written to, and name that with --data-dir.`,
      cause: error,
    });
  }
  try {
    return { client: new BetterSqlite3(withoutLog(readFileSync(file))), refusal };
  } catch (unreadable) {
    if (unreadable instanceof Error && 'errno' in unreadable) throw error;
    throw unreadable;
  }
}

function notWritable(file: string, cause: StudioError): StudioError {
  const folder = path.dirname(file);
  try {
    accessSync(folder, constants.W_OK);
    return cause;
  } catch (error) {
    return new StudioError('not-writable', `The data folder ${folder} may not be written to (${(error as NodeJS.ErrnoException).code})`, {
      values: { kind: 'folder-read-only', place: folder },
      hint: 'Reading works. To change something, make it writable or choose another with --data-dir.',
      cause,
    });
  }
}
