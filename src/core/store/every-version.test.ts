import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rowsOfEveryTable } from '../../../test/rows-of-every-table.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { runPlanSchema } from '../../shared/run-spec.ts';
import { listBackups } from './backups.ts';
import { closeDatabase, databaseVersion, migrate, openDatabase } from './database.ts';
import { databaseProblems } from './damage.ts';
import { allDatasets } from './datasets.ts';
import { migrations } from './migrations/migrations.ts';
import { getRun } from './runs.ts';

type Row = Record<string, unknown>;
type Content = Map<string, Row[]>;

const tablesOf = (client: BetterSqlite3.Database): string[] =>
  client.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all();
const contentOf = (client: BetterSqlite3.Database): Content =>
  new Map(tablesOf(client).map((table) => [table, client.prepare<[], Row>(`SELECT * FROM ${table}`).all()]));

/** A database as the program of a version left it, with a row in every table. */
function databaseOf(file: string, version: number): Content {
  const client = new BetterSqlite3(file);
  client.pragma('journal_mode = WAL');
  migrate(client, file, migrations.slice(0, version));
  client.pragma('foreign_keys = ON');
  const there = new Set(tablesOf(client));
  for (const { table, since = 0, row } of rowsOfEveryTable(version)) {
    if (version < since || !there.has(table)) continue;
    const columns = (client.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).filter((name) => name in row);
    client.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(columns.map((name) => row[name]));
  }
  const content = contentOf(client);
  client.close();
  return content;
}

/** What a later version took away because it follows from something else, is asked of the system, or counts anew from there. */
const goneSince: Readonly<Record<string, readonly string[]>> = { datasets: ['notes'], changes: ['sequence'] };
const tablesGone = ['trainer_lock'];
/** JSON to which later versions add, and of which one thing got a column of its own. */
const grown: Readonly<Record<string, readonly string[]>> = { runs: ['plan', 'metrics'], study_trials: ['spec'] };

/** Whatever was in a row is in it still. */
function keptOf(table: string, row: Row): unknown {
  const kept = Object.entries(row).filter(([name]) => !goneSince[table]?.includes(name) && !grown[table]?.includes(name));
  return expect.objectContaining(Object.fromEntries(kept));
}

const parsed = (text: unknown): Row | null => (typeof text === 'string' ? (JSON.parse(text) as Row) : null);

test.each(migrations.map((_, at) => at + 1))('a database of version %i is brought up to date with all that it holds, and kept as it was', (version) => {
  const file = path.join(tempFolder(), 'data', 'graft.sqlite');
  closeDatabase(openDatabase(path.join(path.dirname(file), 'other.sqlite')));
  const before = databaseOf(file, version);
  expect([...before].filter(([, rows]) => rows.length === 0).map(([table]) => table), 'a table without a row: test/rows-of-every-table.ts').toEqual([]);
  const db = openDatabase(file);
  const after = contentOf(db.$client);
  expect(databaseVersion(db)).toBe(migrations.length);
  for (const [table, rows] of before) {
    if (tablesGone.includes(table)) continue;
    const now = after.get(table)!;
    expect(now, table).toEqual(expect.arrayContaining(rows.map((row) => keptOf(table, row))));
    if (table !== 'changes') expect(now, table).toHaveLength(rows.length);
  }
  expect(databaseProblems(db)).toEqual([]);
  expect(db.$client.pragma('foreign_key_check')).toEqual([]);

  const planBefore = parsed(before.get('runs')![0]!['plan'])!;
  const run = getRun(db, 3);
  const { backbone, phases, ...same } = planBefore as { backbone?: string; phases: Row[] } & Row;
  expect(runPlanSchema.parse(run.plan)).toMatchObject({ ...same, phases, ...(backbone !== undefined && { start: { from: 'weights', id: backbone } }) });
  expect([run.averaged, run.metrics]).toEqual([[1, 2], { valLoss: 0.5 }]);
  expect(allDatasets(db)).toMatchObject([{ id: 'weeds', valShare: 0.3, testShare: 0.1, splitSeed: 7 }]);
  for (const [at, row] of (before.get('study_trials') ?? []).entries()) expect(parsed(after.get('study_trials')![at]!['spec'])).toMatchObject(parsed(row['spec'])!);
  closeDatabase(db);

  const [backup] = listBackups(path.join(path.dirname(file), 'backups'));
  if (version === migrations.length) return expect(backup).toBeUndefined();
  const kept = new BetterSqlite3(backup!.file, { readonly: true });
  expect(kept.pragma('user_version', { simple: true })).toBe(version);
  expect(contentOf(kept)).toEqual(before);
  kept.close();
});
