import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { ensureFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { backUpNow } from './backups.ts';
import { narrowMode, prepareDatabaseFile, versionInHeader } from './database-file.ts';
import { fileOfClient, guardClient, guardedTransaction, type LockPatience } from './guarded-client.ts';
import { migrations } from './migrations/migrations.ts';
import * as datasetTables from './dataset-tables.ts';
import * as runTables from './run-tables.ts';
import * as studyTables from './study-tables.ts';
import { copyInMemory, readIntoMemory } from './snapshot.ts';
import { namedError } from './sqlite-errors.ts';

const schema = { ...datasetTables, ...runTables, ...studyTables };

/** An open studio database. Only this room writes SQL; other rooms pass the value on. */
export type Database = BetterSQLite3Database<typeof schema> & { $client: BetterSqlite3.Database };

/** "GRFT": tells our file from another program's (SQLite's `application_id`). */
const applicationId = 0x47524654;

/** For a program that has nothing else to do meanwhile. */
const patient: LockPatience = { waitMs: 10_000 };

/**
 * Opens the studio's database, creates it and its folder where missing, and brings an older one up to date.
 * Several processes may have it open at once: readers never wait, a writer waits for another as `patience` says.
 * Where the disk is full or read-only, what is stored can be read, and every write is refused with the reason.
 * @throws StudioError `bad-database` for a damaged file, another program's file, or one of a newer version; from then on
 *   every statement `database-locked`, `out-of-disk`, `disk-failed`, `not-writable`, `bad-database`
 */
export function openDatabase(file: string, patience: LockPatience = patient): Database {
  try {
    if (file !== ':memory:') {
      ensureFolder(path.dirname(file));
      prepareDatabaseFile(file);
    }
    return prepared(new BetterSqlite3(file), (client) => {
      guardClient(client, patience);
      refuseForeignFile(client, file);
      if (file !== ':memory:') narrowMode(file);
      client.pragma('journal_mode = WAL');
      client.pragma('synchronous = NORMAL');
      if (versionOf(client) > 0 && versionOf(client) < migrations.length) backUpNow(client, path.join(path.dirname(file), 'backups'));
      migrate(client, file, migrations);
    });
  } catch (thrown) {
    const error = asDatabaseError(thrown, file);
    const { client, refusal } = readIntoMemory(file, error);
    return prepared(client, () => {
      guardClient(client, patience, { file, refusal });
      migrate(client, file, migrations);
      client.pragma('query_only = ON');
    });
  }
}

function prepared(client: BetterSqlite3.Database, prepare: (client: BetterSqlite3.Database) => void): Database {
  try {
    prepare(client);
    client.pragma('foreign_keys = ON');
    // What is read again soon after lies in the system's cache; more of our own is memory that grows with the file.
    client.pragma('cache_size = -8000');
    return drizzle({ client, schema });
  } catch (error) {
    client.close();
    throw error;
  }
}

/** A copy in memory of an open database for work whose result cannot be kept: it takes writes and forgets them. */
export function openScratch(db: Database, refusal: StudioError): Database {
  return prepared(copyInMemory(db.$client), (client) => guardClient(client, patient, { file: fileOfClient(db.$client), refusal }));
}

/** Closes the database; its `-wal` and `-shm` files go with the last connection. */
export function closeDatabase(db: Database): void {
  db.$client.close();
}

/**
 * Runs `work` as one transaction that holds the write lock from its start: all of it is stored or nothing.
 * May be nested. `work` must not be async.
 */
export function inTransaction<T>(db: Database, work: () => T): T {
  return guardedTransaction(db.$client, work);
}

/** The data folder that a database belongs to: the folder of its file. */
export const folderOfDatabase = (db: Database): string => path.dirname(path.resolve(fileOfClient(db.$client)));

/** Number of migrations the open file has taken. */
export const databaseVersion = (db: Database): number => db.$client.pragma('user_version', { simple: true }) as number;

/** Whether the file at this place has migrations to take; what cannot be opened is for {@link openDatabase} to say. */
export function isOlderDatabase(file: string): boolean {
  const isOlder = (version: number | null): boolean => version !== null && version > 0 && version < migrations.length;
  if (!isOlder(versionInHeader(file))) return false;
  try {
    // The migrations may lie in the log still.
    const client = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    try {
      return isOlder(versionOf(client));
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError) return false;
    throw error;
  }
}

/** Brings `client` to `steps.length`; each step and its number are stored together or not at all. Exported for the tests. */
export function migrate(client: BetterSqlite3.Database, file: string, steps: readonly string[]): void {
  if (versionOf(client) < steps.length) {
    // Read the version again under the lock: another process may have migrated between the look and the lock.
    client
      .transaction(() => {
        refuseForeignFile(client, file);
        for (let step = versionOf(client); step < steps.length; step++) {
          client.exec(steps[step]!);
          client.pragma(`user_version = ${step + 1}`);
        }
        client.pragma(`application_id = ${applicationId}`);
      })
      .immediate();
  }
  refuseForeignFile(client, file);
  if (versionOf(client) > steps.length) {
    throw new StudioError(
      'bad-database',
      `The database ${file} has version ${versionOf(client)}; this program knows versions up to ${steps.length}`,
      { values: { kind: 'database-newer', file, version: versionOf(client), known: steps.length }, hint: 'It was written by a newer Graft Studio. Update the program, or choose another folder with --data-dir.' },
    );
  }
}

const versionOf = (client: BetterSqlite3.Database): number => client.pragma('user_version', { simple: true }) as number;

function refuseForeignFile(client: BetterSqlite3.Database, file: string): void {
  const tables = client.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get() as number;
  if (tables === 0 || client.pragma('application_id', { simple: true }) === applicationId) return;
  throw new StudioError('bad-database', `${file} is a SQLite database of another program`, {
    values: { kind: 'database-of-others', file },
    hint: 'Choose another folder with --data-dir.',
  });
}

function asDatabaseError(error: unknown, file: string): StudioError {
  const named = namedError(error, file);
  if (named instanceof StudioError) return named;
  const message = error instanceof Error ? error.message : String(error);
  return new StudioError('bad-database', `The database ${file} cannot be opened: ${message}`, {
    values: { kind: 'database-cannot-open', file, sqlite: message },
    hint: 'Check that the folder exists and may be written to, or choose another with --data-dir.',
    cause: error,
  });
}
