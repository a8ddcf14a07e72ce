import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { StudioError } from '../errors.ts';
import { isLocked, namedError } from './sqlite-errors.ts';

/*
 * Who has a data folder open holds a shared lock on `graft.lock`, a database without content beside the real one. The system
 * gives the lock back when the process ends, however it ends, and it works where the real database is too damaged to be locked.
 */
const lockFile = (root: string): string => path.join(root, 'graft.lock');

/** Says to other processes that this one has the data folder open. @returns takes that back */
export function markInUse(root: string): () => void {
  let client: BetterSqlite3.Database | undefined;
  try {
    client = new BetterSqlite3(lockFile(root), { timeout: 2000 });
    client.exec('BEGIN');
    client.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (thrown) {
    client?.close();
    const error = namedError(thrown, lockFile(root));
    if (isLocked(error)) throw restoring(root, thrown);
    // A folder that cannot be written to cannot be restored into either: the mark is not needed.
    if (!(error instanceof StudioError)) throw error;
    return () => undefined;
  }
  return () => void client.close();
}

/**
 * This process is the only one that has the data folder open until it gives that back.
 * @param waitMs how long others may take to be gone
 * @throws StudioError `busy` where another has it open
 */
export function takeAlone(root: string, waitMs = 200): () => void {
  const client = new BetterSqlite3(lockFile(root), { timeout: waitMs });
  try {
    client.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    client.close();
    const error = namedError(thrown, lockFile(root));
    if (!isLocked(error)) throw error;
    throw new StudioError('busy', `Another Graft Studio has the data folder ${root} open`, {
      values: { kind: 'studio-open-elsewhere', place: root },
      hint: 'End it (its window, "graft serve", a training), then try again.',
      cause: thrown,
    });
  }
  return () => void client.close();
}

const restoring = (root: string, cause: unknown): StudioError =>
  new StudioError('busy', `The database of ${root} is being replaced by "graft restore"`, {
    values: { kind: 'database-being-restored', place: root },
    hint: 'Try again in a moment.',
    cause,
  });
