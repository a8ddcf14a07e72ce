import BetterSqlite3 from 'better-sqlite3';
import type { StudioError } from '../errors.ts';
import { isLocked, namedError } from './sqlite-errors.ts';
import { noteWrite } from './when-free.ts';

/** How a connection meets a database that another process has locked. */
export interface LockPatience {
  /** How long a statement may hold up its thread for the lock; then it throws `database-locked`. */
  readonly waitMs: number;
  /** Told once a statement has waited for a second. */
  readonly onWait?: (() => void) | undefined;
}

const saidAfterMs = 1000;

type Act = <T>(work: () => T) => T;
const acts = new WeakMap<BetterSqlite3.Database, Act>();

/** What a client stands for that has no file of its own: a copy in memory. */
export interface StandsFor {
  readonly file: string;
  /** Why nothing can be written; what every write is refused with. */
  readonly refusal: StudioError;
}
const standing = new WeakMap<BetterSqlite3.Database, StandsFor>();

/** The file that a client has open or stands for. */
export const fileOfClient = (client: BetterSqlite3.Database): string => standing.get(client)?.file ?? client.name;

/**
 * Makes every statement of `client` throw named errors instead of SQLite's own, from whatever room it is used.
 * Waiting for a lock happens here and inside SQLite, never in the middle of a transaction.
 */
export function guardClient(client: BetterSqlite3.Database, { waitMs, onWait }: LockPatience, copyOf?: StandsFor): void {
  if (copyOf) standing.set(client, copyOf);
  const nameOf = (thrown: unknown): unknown => (copyOf && isReadOnly(thrown) ? copyOf.refusal : namedError(thrown, fileOfClient(client)));
  const act: Act = (work) => {
    const startedMs = performance.now();
    let isSaid = false;
    for (;;) {
      try {
        return work();
      } catch (thrown) {
        const error = nameOf(thrown);
        const waitedMs = performance.now() - startedMs;
        if (!isLocked(error) || client.inTransaction || waitedMs >= waitMs) throw error;
        if (!isSaid && waitedMs >= Math.min(saidAfterMs, waitMs) * 0.9) onWait?.();
        isSaid ||= waitedMs >= saidAfterMs * 0.9;
      }
    }
  };
  const named: Act = (work) => {
    try {
      return work();
    } catch (thrown) {
      throw nameOf(thrown);
    }
  };
  client.pragma(`busy_timeout = ${Math.min(waitMs, saidAfterMs)}`);
  const { prepare, exec, pragma } = client;
  const guarded = {
    prepare: (source: string) => guardStatement(client, act(() => prepare.call(client, source)), { act, named }),
    exec: (source: string) => act(() => exec.call(client, source)),
    pragma: (source: string, options?: BetterSqlite3.PragmaOptions) => act(() => pragma.call(client, source, options)),
  };
  Object.assign(client, guarded);
  acts.set(client, act);
}

const isReadOnly = (thrown: unknown): boolean => thrown instanceof BetterSqlite3.SqliteError && thrown.code.startsWith('SQLITE_READONLY');

/** `work` as one transaction of a guarded client that holds the write lock from its start. May be nested. */
export function guardedTransaction<T>(client: BetterSqlite3.Database, work: () => T): T {
  const run = (): T => client.transaction(work).immediate();
  if (client.inTransaction) return run();
  const result = acts.get(client)!(run);
  noteWrite();
  return result;
}

function guardStatement(client: BetterSqlite3.Database, statement: BetterSqlite3.Statement, { act, named }: { act: Act; named: Act }) {
  const { run, get, all, iterate } = statement;
  const wrote = <T>(result: T): T => {
    if (!statement.readonly && !client.inTransaction) noteWrite();
    return result;
  };
  return Object.assign(statement, {
    run: (...values: unknown[]) => wrote(act(() => run.apply(statement, values))),
    // The driver stops at the first row: of `INSERT … RETURNING` it would not hear that the commit failed.
    get: (...values: unknown[]) =>
      statement.readonly ? act(() => get.apply(statement, values)) : wrote(act(() => all.apply(statement, values)[0])),
    all: (...values: unknown[]) => wrote(act(() => all.apply(statement, values))),
    *iterate(...values: unknown[]) {
      const rows = act(() => iterate.apply(statement, values));
      try {
        // Once the first has come there is no lock to wait for.
        for (let next = act(() => rows.next()); !next.done; next = named(() => rows.next())) yield next.value;
      } finally {
        rows.return?.();
      }
    },
  });
}
