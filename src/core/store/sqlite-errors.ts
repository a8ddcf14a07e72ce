import BetterSqlite3 from 'better-sqlite3';
import { StudioError } from '../errors.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { ErrorCode } from '../../shared/errors.ts';

const damagedHint =
  '"graft restore" puts the newest backup in its place and keeps the damaged file, "graft restore --list" shows all backups; "graft doctor" says more. Image folders are not touched.';

/** A database that a backup, or a new one beside the old file, would help: the studio offers both. */
export class DamagedDatabase extends StudioError {
  constructor(message: string, details: { hint?: string; values?: SaidValues; cause?: unknown } = {}) {
    super('bad-database', message, { hint: damagedHint, ...details });
  }
}

interface Meaning {
  readonly code: ErrorCode;
  /** The same as data. */
  readonly kind: string;
  readonly says: (file: string) => string;
  readonly hint: string;
}

const damaged: Meaning = {
  code: 'bad-database',
  kind: 'database-damaged',
  says: (file) => `The database ${file} is damaged or no SQLite file`,
  hint: damagedHint,
};

/** By the first word after `SQLITE_`; what stands behind (`SQLITE_IOERR_WRITE`) is a detail of the same. */
const meanings: Readonly<Record<string, Meaning>> = {
  BUSY: {
    code: 'database-locked',
    kind: 'database-locked',
    says: (file) => `Another program has the database ${file} locked`,
    hint: 'Nothing was changed. Try again in a moment; if it stays so, find the program that has the file open and end it.',
  },
  FULL: {
    code: 'out-of-disk',
    kind: 'database-disk-full',
    says: (file) => `No room on the disk for the database ${file}`,
    hint: 'Nothing was changed. Make room: "graft runs delete" and "graft cache clear" work on a full disk too.',
  },
  IOERR: {
    code: 'disk-failed',
    kind: 'database-disk-failed',
    says: (file) => `The disk failed while the database ${file} was in use`,
    hint: 'Nothing was changed. Check the disk (a network folder: its connection), then try again.',
  },
  READONLY: {
    code: 'not-writable',
    kind: 'database-read-only',
    says: (file) => `The database ${file} may not be written to`,
    hint: 'Reading works. To change something, make the data folder writable or choose another with --data-dir.',
  },
  CANTOPEN: {
    code: 'bad-database',
    kind: 'database-cannot-open',
    says: (file) => `The database ${file} cannot be opened`,
    hint: 'Check that the folder exists and may be written to, or choose another with --data-dir.',
  },
  CORRUPT: damaged,
  NOTADB: damaged,
};
const synonyms: Readonly<Record<string, string>> = { LOCKED: 'BUSY', PROTOCOL: 'BUSY', NOLFS: 'IOERR', PERM: 'READONLY', AUTH: 'READONLY' };

const isSqliteError = (error: unknown): error is Error & { code: string } => error instanceof BetterSqlite3.SqliteError;

/** What SQLite threw as the named error it means; anything else, and what only a fault of ours can cause, as it is. */
export function namedError(error: unknown, file: string): unknown {
  if (!isSqliteError(error)) return error;
  if (error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return removedMeanwhile(error);
  const word = error.code.split('_')[1] ?? '';
  const meaning = meanings[synonyms[word] ?? word];
  if (!meaning) return error;
  // The shared-memory file is the first thing that finds no room on a full disk; SQLite calls that an I/O error.
  const isFull = error.code === 'SQLITE_IOERR_SHMSIZE' || (word === 'IOERR' && /no space|ENOSPC/i.test(error.message));
  const { code, kind, says, hint } = isFull ? meanings['FULL']! : meaning;
  if (meaning === damaged) return new DamagedDatabase(`${says(file)} (${error.code}: ${error.message})`, { values: { kind, file, sqlite: error.code }, cause: error });
  return new StudioError(code, `${says(file)} (${error.code}: ${error.message})`, { values: { kind, file, sqlite: error.code }, hint, cause: error });
}

/** What is stored belongs to a row; where that is not there any more, somebody has removed it since it was read. */
const removedMeanwhile = (cause: Error & { code: string }): StudioError =>
  new StudioError('not-found', `What this belongs to, a data set or a run, was removed meanwhile (${cause.code}: ${cause.message})`, {
    values: { kind: 'removed-meanwhile' },
    hint: 'Nothing was stored. A removed data set is there again when its folder is opened again.',
    cause,
  });

/** Whether a write failed because what it belongs to was removed meanwhile, here or by another program. */
export const isRemovedMeanwhile = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.values?.['kind'] === 'removed-meanwhile';

/** Another process holds the lock: the same again may work in a moment. */
export const isLocked = (error: unknown): boolean =>
  error instanceof StudioError && error.code === 'database-locked';

const passing: ReadonlySet<ErrorCode> = new Set(['database-locked', 'out-of-disk', 'disk-failed', 'not-writable']);

/** What the system refused now and may allow later: such a write is worth keeping. Damage does not pass, nor what we refuse ourselves. */
export const mayPass = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.cause !== undefined && passing.has(error.code);
