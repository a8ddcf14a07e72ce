import { chmodSync, closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import BetterSqlite3 from 'better-sqlite3';
import { ensureFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { syncFolderSync } from '../files/durable.ts';
import { folderNamesSync } from '../files/folder-names.ts';
import { freeDiskBytes } from '../files/free-disk.ts';
import { ifThereSync } from '../files/if-there.ts';
import { ownedName } from '../files/owned-name.ts';
import { namedWriteError } from '../files/write-error.ts';
import { startThread } from '../threads.ts';
import { namedError } from './sqlite-errors.ts';

/** A copy of the database as it was, whole and looked at when it was made. */
export interface Backup {
  /** Its file's name, which says when it was made. */
  readonly name: string;
  readonly file: string;
  readonly createdAtMs: number;
  readonly sizeBytes: number;
}

/** A backup with how much it holds; null where it cannot be read any more. */
export interface BackupContents extends Backup {
  readonly holds: { readonly datasets: number; readonly runs: number } | null;
}

const keptBackups = 5;
const notBeforeMs = 60 * 60 * 1000;
const workerFile = new URL('./backup-worker.ts', import.meta.url);
const pattern = /^graft-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/;

/** "2026-11-26T07-15-00Z": a time of UTC that any file system takes as a name. */
export const timeName = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** Newest first. */
export function listBackups(folder: string): Backup[] {
  return folderNamesSync(folder)
    .flatMap((name): Backup[] => {
      const [, day, hours, minutes, seconds] = pattern.exec(name) ?? [];
      if (day === undefined) return [];
      const file = path.join(folder, name);
      // Another process may have removed it since its name was read.
      const sizeBytes = ifThereSync(() => statSync(file).size);
      return sizeBytes === null ? [] : [{ name, file, createdAtMs: Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`), sizeBytes }];
    })
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
}

export const withContents = (backup: Backup): BackupContents => ({ ...backup, holds: contentsOf(backup.file) });

function contentsOf(file: string): BackupContents['holds'] {
  try {
    const client = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    try {
      // A damaged page may lie where nothing is counted.
      if (client.pragma('quick_check(1)', { simple: true }) !== 'ok') return null;
      const count = (sql: string): number => client.prepare(sql).pluck().get() as number;
      return {
        datasets: count('SELECT count(*) FROM datasets WHERE removed_at_ms IS NULL'),
        runs: count('SELECT count(*) FROM runs'),
      };
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError) return null;
    throw error;
  }
}

/** A backup a moment ago is enough; one from the future comes from a clock that was set back, and says nothing. */
function isDue(backups: readonly Backup[], nowMs: number): boolean {
  const newest = backups.find(({ createdAtMs }) => createdAtMs <= nowMs);
  return newest === undefined || nowMs - newest.createdAtMs >= notBeforeMs;
}

/** A backup in a thread of its own, where the last is an hour old. */
export interface ComingBackup {
  /**
   * Makes it of the database as it is by then, and lets the sixth go. Asked for once.
   * @returns null where none is due, or where the disk has too little room for one
   * @throws StudioError `bad-database` where the database is damaged: the backups that are there stay
   */
  make(nowMs?: number): Promise<Backup | null>;
  /** There will be nothing to back up. */
  drop(): void;
}

/** Has the thread of a backup load what it needs, where one is due. Never throws: what is wrong is said by `make`. */
export function comingBackup(database: string, folder: string): ComingBackup {
  let thread: CopyThread | null = null;
  const mayBeMade = (nowMs: number): boolean => isDue(listBackups(folder), nowMs) && hasRoom(database);
  try {
    if (mayBeMade(Date.now())) thread = startCopying();
  } catch {
    // Asked again by `make`.
  }
  const drop = (): void => {
    void thread?.terminate();
    thread = null;
  };
  return {
    async make(nowMs = Date.now()) {
      try {
        if (!mayBeMade(nowMs)) return null;
        thread ??= startCopying();
        const { copied } = thread;
        return await keep(folder, nowMs, (copy) => copied(database, copy));
      } finally {
        drop();
      }
    },
    drop,
  };
}

interface CopyThread {
  copied(source: string, copy: string): Promise<void>;
  terminate(): Promise<number>;
}

/** A thread that waits for what it is to copy, and keeps nobody alive until then. */
function startCopying(): CopyThread {
  const thread = startThread(workerFile, null);
  thread.unref();
  const ended = once(thread, 'exit');
  ended.catch(() => undefined);
  return {
    async copied(source, copy) {
      // A thread that was ended from outside may end with 0 as well.
      let isWhole = false;
      thread.once('message', () => (isWhole = true));
      thread.ref();
      thread.postMessage({ source, copy }, []);
      try {
        await ended;
      } catch (error) {
        throw new StudioError('bad-database', `No backup of the database ${source} could be made: ${(error as Error).message}`, {
          values: { kind: 'no-backup', file: source, detail: (error as Error).message },
          hint: '"graft doctor" looks at the database; older backups stay as they are.',
          cause: error,
        });
      }
      if (!isWhole) throw new StudioError('cancelled', 'The program ended before the backup of its database was whole');
    },
    terminate: () => thread.terminate(),
  };
}

/** The same at once and whenever it was last done, for what is about to change the whole file; holds up the thread. */
export function backUpNow(client: BetterSqlite3.Database, folder: string): void {
  const nowMs = Date.now();
  const copy = newCopy(folder);
  try {
    client.prepare('VACUUM INTO ?').run(copy);
    place(folder, copy, nowMs);
  } catch (error) {
    rmSync(copy, { force: true });
    throw namedError(namedWriteError(error, copy), client.name);
  }
}

async function keep(folder: string, nowMs: number, fill: (copy: string) => Promise<void>): Promise<Backup> {
  const copy = newCopy(folder);
  try {
    await fill(copy);
    return place(folder, copy, nowMs);
  } catch (error) {
    rmSync(copy, { force: true });
    throw namedWriteError(error, copy);
  }
}

/** An empty file, which SQLite fills and keeps its mode of. */
function newCopy(folder: string): string {
  const copy = path.join(ensureFolder(folder), ownedName('partial'));
  try {
    closeSync(openSync(copy, 'wx', 0o600));
  } catch (error) {
    throw namedWriteError(error, copy);
  }
  return copy;
}

/**
 * A clock that was ahead named them after a time to come; they were made before now all the same, and stand there from now on: otherwise an older state would be
 * the newest that is offered, and the one that is made now the first to go.
 */
function backIntoPast(folder: string, nowMs: number): void {
  let atMs = nowMs;
  for (const { file } of listBackups(folder).filter(({ createdAtMs }) => createdAtMs > nowMs)) {
    let earlier: string;
    do earlier = fileOf(folder, (atMs -= 1000));
    while (existsSync(earlier));
    renameSync(file, earlier);
  }
}

const fileOf = (folder: string, ms: number): string => path.join(folder, `graft-${timeName(ms)}.sqlite`);

function place(folder: string, copy: string, nowMs: number): Backup {
  backIntoPast(folder, nowMs);
  const file = fileOf(folder, nowMs);
  chmodSync(copy, 0o600);
  renameSync(copy, file);
  syncFolderSync(folder);
  for (const { file: old } of listBackups(folder).slice(keptBackups)) rmSync(old, { force: true });
  return { name: path.basename(file), file, createdAtMs: nowMs, sizeBytes: statSync(file).size };
}

/** A backup is worth less than the room that a run needs. */
const hasRoom = (database: string): boolean => freeDiskBytes(path.dirname(database)) > 4 * statSync(database).size;
