import { chmodSync, closeSync, existsSync, lstatSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';
import { StudioError } from '../errors.ts';
import { DamagedDatabase } from './sqlite-errors.ts';

/** As SQLite made it before the database was for its owner alone. */
const formerMode = 0o644;

/**
 * Makes the file where it is missing, for its owner alone; SQLite gives what it puts beside it (`-wal`, `-shm`) the same mode.
 * What keeps it from being made is left for SQLite to say.
 * @throws StudioError `bad-database` where something else is in its place
 */
export function prepareDatabaseFile(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw inTheWay(`${file} is a folder, and the database should be there`);
  if (stats?.isSymbolicLink() && !existsSync(file)) {
    throw inTheWay(`The database ${file} is a link to ${readlinkSync(file)}, which is not there`);
  }
  // SQLite would take what the log holds for rubbish, and remove it.
  if (!(stats && existsSync(file) && statSync(file).size > 0) && (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new DamagedDatabase(`The database ${file} is gone, but the log of its last changes, ${file}-wal, is there`, { values: { kind: 'database-gone', file } });
  }
  try {
    if (!stats) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    // A read-only or full disk.
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}

/** Where SQLite keeps `user_version` in the file's header, four bytes, the highest first. */
const versionAt = 60;

/** How many migrations a file has taken by its header, which knows nothing of the log beside it; null where there is none, or it cannot be read. */
export function versionInHeader(file: string): number | null {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const bytes = Buffer.alloc(4);
    return readSync(handle, bytes, 0, 4, versionAt) === 4 ? bytes.readUInt32BE() : null;
  } catch (error) {
    if (error instanceof Error && 'errno' in error) return null;
    throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Takes what others may read from a database of ours. */
export function narrowMode(file: string): void {
  try {
    if ((statSync(file).mode & 0o777) === formerMode) chmodSync(file, 0o600);
  } catch (error) {
    // Another user's file, a read-only disk.
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}

const inTheWay = (message: string): StudioError =>
  new StudioError('bad-database', message, {
    values: { kind: 'database-in-the-way' },
    hint: 'Connect its disk, or move what is there away; another data folder is chosen with --data-dir.',
  });
