import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { runPlanSchema } from '../../shared/run-spec.ts';
import { catalogueNet, catalogueNets } from '../nets/named.ts';
import { closeDatabase, databaseVersion, inTransaction, migrate, openDatabase } from './database.ts';
import { databaseProblems } from './damage.ts';
import { allDatasets, insertDataset } from './datasets.ts';
import { appendChange, saidOfImages } from './labels.ts';
import { listRuns } from './runs.ts';
import { migrations } from './migrations/migrations.ts';
import * as datasetTables from './dataset-tables.ts';
import * as runTables from './run-tables.ts';
import * as studyTables from './study-tables.ts';

test('a new file is up to date, write-ahead, with foreign keys and sound', () => {
  const db = openDatabase(path.join(tempFolder(), 'new', 'graft.sqlite'));
  expect(databaseVersion(db)).toBe(migrations.length);
  expect(db.$client.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.$client.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(databaseProblems(db)).toEqual([]);
  closeDatabase(db);
});

test('what drizzle believes is what the migrations made', () => {
  const db = openDatabase(':memory:');
  const tables = Object.values({ ...datasetTables, ...runTables, ...studyTables }).filter((value) => is(value, SQLiteTable));
  for (const table of tables) {
    const { name } = getTableConfig(table);
    const real = db.$client.pragma(`table_info(${name})`) as { name: string; type: string; notnull: number; pk: number }[];
    const believed = Object.values(getTableColumns(table));
    expect(real.map((column) => `${name}.${column.name} ${column.type}`).toSorted()).toEqual(
      believed.map((column) => `${name}.${column.name} ${column.getSQLType().toUpperCase()}`).toSorted(),
    );
    for (const column of real) {
      const notNull = believed.find((one) => one.name === column.name)?.notNull;
      if (column.pk === 0) expect(`${column.name} ${column.notnull}`).toBe(`${column.name} ${Number(notNull)}`);
    }
  }
  const real = db.$client
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  expect(real.toSorted()).toEqual(tables.map((table) => getTableConfig(table).name).toSorted());
  closeDatabase(db);
});

test('a file of version 1 is brought up to date with its rows, once', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, 1));
  old.exec("INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('weeds', 'Weeds', '/weeds', 1)");
  const later = [...migrations, 'ALTER TABLE datasets ADD COLUMN colour TEXT; UPDATE datasets SET colour = upper(name)'];
  migrate(old, file, later);
  migrate(old, file, later);
  expect(old.prepare('SELECT id, colour FROM datasets').all()).toEqual([{ id: 'weeds', colour: 'WEEDS' }]);
  expect(old.pragma('user_version', { simple: true })).toBe(later.length);
  old.close();
});

test('a version 1 file kept from the first release opens with its rows', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  old.exec(readFileSync('test/golden/database-version-1.sql', 'utf8'));
  old.close();
  const db = openDatabase(file);
  expect(databaseVersion(db)).toBe(migrations.length);
  expect(allDatasets(db).map((row) => row.name)).toEqual(['Weeds']);
  expect(databaseProblems(db)).toEqual([]);
  closeDatabase(db);
});

test("version 2 keeps every row of version 1; the split of the newest version is the data set's; labels may begin", () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  old.exec(readFileSync('test/golden/database-version-1.sql', 'utf8'));
  old.exec(`
    INSERT INTO dataset_versions VALUES (2, 'weeds', 2, 'cd', 0.3, 0.1, 7, 1780000000000);
    INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('bare', 'Bare', '/bare', 1)`);
  const tables = [
    'dataset_versions',
    'classes',
    'images',
    'version_images',
    'epochs',
    'evaluations',
    'predictions',
    'exports',
  ];
  const rowsOf = (client: BetterSqlite3.Database): object[][] =>
    tables.map((table) => client.prepare<[], object>(`SELECT * FROM ${table}`).all());
  const before = rowsOf(old);
  const run = old.prepare('SELECT * FROM runs').get() as object;
  old.close();
  const db = openDatabase(file);
  // Every column of then; later ones stand beside them.
  expect(rowsOf(db.$client)).toEqual(before.map((rows) => rows.map((row) => expect.objectContaining(row))));
  expect(db.$client.prepare('SELECT * FROM runs').get()).toEqual({ ...run, note: null, pace: null, first_answer: null, data_part: null, calibration: null, reasons: null, averaged: null });
  expect(allDatasets(db)).toMatchObject([
    { id: 'bare', valShare: 0.2, testShare: 0, splitSeed: 0 },
    { id: 'weeds', valShare: 0.3, testShare: 0.1, splitSeed: 7, ignoredFiles: 2, root: '/pictures/weeds', openedAtMs: null },
  ]);
  const after = { label: 'thistle', excluded: false, side: null };
  appendChange(db, 'weeds', { kind: 'label', label: 'thistle' }, [
    { path: 'dock/1.jpg', sha256: null, before: null, after },
  ]);
  expect(saidOfImages(db, 'weeds')).toEqual([{ path: 'dock/1.jpg', sha256: null, ...after }]);
  expect(databaseProblems(db)).toEqual([]);
  expect(db.$client.pragma('foreign_key_check')).toEqual([]);
  closeDatabase(db);
});

test('version 7 gives every plan its network and what it started from; the rest of a run is as it was', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, 6));
  old.exec("INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('weeds', 'Weeds', '/weeds', 1)");
  old.exec("INSERT INTO dataset_versions VALUES (1, 'weeds', 1, 'ab', 0.2, 0, 0, 1)");
  const insert = old.prepare(
    "INSERT INTO runs (dataset_version_id, backbone_id, state, spec, plan, created_at_ms, seconds) VALUES (1, 'any.weights', 'paused', '{}', ?, 1, 2.5)",
  );
  const { net: _, start: __, ...rest } = smallPlan([smallPhase()]);
  const names = [...catalogueNets.keys()];
  for (const architecture of names) insert.run(JSON.stringify({ ...rest, backbone: 'any.weights', architecture }));
  insert.run(null);
  old.close();
  const db = openDatabase(file);
  const runs = listRuns(db).toReversed();
  for (const [i, architecture] of names.entries()) {
    const start = { from: 'weights', id: 'any.weights', sha256: null };
    expect(runs[i]).toMatchObject({ backboneId: 'any.weights', state: 'paused', seconds: 2.5 });
    expect(runPlanSchema.parse(runs[i]!.plan)).toEqual({ ...rest, architecture, net: catalogueNet(architecture), start });
  }
  expect(runs.at(-1)).toMatchObject({ plan: null, backboneId: 'any.weights' });
  expect(databaseProblems(db)).toEqual([]);
  closeDatabase(db);
});

test('version 36 takes the epochs of a mean out of the figures of a finished run', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, 35));
  old.exec("INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('weeds', 'Weeds', '/weeds', 1)");
  old.exec("INSERT INTO dataset_versions (id, dataset_id, number, fingerprint, val_share, test_share, split_seed, created_at_ms) VALUES (1, 'weeds', 1, 'ab', 0.2, 0, 0, 1)");
  const insert = old.prepare("INSERT INTO runs (dataset_version_id, state, spec, metrics, created_at_ms) VALUES (1, 'done', '{}', ?, 1)");
  insert.run(JSON.stringify({ valLoss: 0.5, averaged: [6, 7] }));
  insert.run(JSON.stringify({ valLoss: 0.25 }));
  insert.run(null);
  old.close();
  const db = openDatabase(file);
  expect(listRuns(db).toReversed()).toMatchObject([{ averaged: [6, 7], metrics: { valLoss: 0.5 } }, { averaged: null, metrics: { valLoss: 0.25 } }, { averaged: null, metrics: null }]);
  expect(listRuns(db).at(-1)!.metrics).not.toHaveProperty('averaged');
  closeDatabase(db);
});

test('a migration that fails leaves nothing of itself', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const client = new BetterSqlite3(file);
  migrate(client, file, migrations);
  const broken = [...migrations, 'CREATE TABLE half (x INTEGER); CREATE TABLE half (x INTEGER)'];
  expect(() => migrate(client, file, broken)).toThrow(/half/);
  expect(client.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(client.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  client.close();
});

test("a newer database, another program's, and damaged ones are refused and left as they are", () => {
  const folder = tempFolder();
  const newer = path.join(folder, 'newer.sqlite');
  const db = openDatabase(newer);
  db.$client.pragma('user_version = 99');
  closeDatabase(db);
  const refused = (kind: string, said: string) => expect.objectContaining({ code: 'bad-database', values: expect.objectContaining({ kind }), message: expect.stringContaining(said) });
  expect(() => openDatabase(newer)).toThrow(refused('database-newer', '99'));

  const foreign = path.join(folder, 'foreign.sqlite');
  const other = new BetterSqlite3(foreign);
  other.exec('CREATE TABLE bookmarks (url TEXT)');
  other.close();
  expect(() => openDatabase(foreign)).toThrow(refused('database-of-others', 'another program'));

  const text = path.join(folder, 'text.sqlite');
  writeFileSync(text, 'This is a shopping list, not a database.\n'.repeat(100));
  expect(() => openDatabase(text)).toThrow(refused('database-damaged', 'damaged'));
  expect(readFileSync(text, 'utf8')).toMatch(/^This is a shopping list/);

  const torn = path.join(folder, 'torn.sqlite');
  closeDatabase(openDatabase(torn));
  const bytes = readFileSync(torn);
  writeFileSync(torn, bytes.fill(0xa5, 100, 8192));
  expect(() => openDatabase(torn)).toThrow(refused('database-damaged', 'damaged'));
});

test('a folder that cannot be written is named', () => {
  const file = path.join(tempFolder(), 'file');
  writeFileSync(file, '');
  expect(() => openDatabase(path.join(file, 'graft.sqlite'))).toThrow(expect.objectContaining({ code: 'bad-database' }));
});

test('a transaction that throws leaves nothing, also from within another', () => {
  const db = openDatabase(':memory:');
  const add = (id: string) => insertDataset(db, { id, name: id, root: `/${id}` });
  expect(() =>
    inTransaction(db, () => {
      add('a');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  inTransaction(db, () => {
    add('b');
    expect(() =>
      inTransaction(db, () => {
        add('c');
        throw new Error('stop');
      }),
    ).toThrow('stop');
  });
  expect(allDatasets(db).map((row) => row.id)).toEqual(['b']);
  closeDatabase(db);
});

test('a process killed in mid-transaction leaves the database as it was before', async () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const before = openDatabase(file);
  insertDataset(before, { id: 'kept', name: 'kept', root: '/kept' });
  const child = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `
    import { openDatabase, inTransaction } from '${path.resolve('src/core/store/database.ts')}';
    import { insertDataset } from '${path.resolve('src/core/store/datasets.ts')}';
    import { writeSync } from 'node:fs';
    const db = openDatabase(process.argv[1]);
    db.$client.pragma('cache_size = 10'); // spills pages into the file before the commit
    inTransaction(db, () => {
      for (let i = 0; i < 2000; i++) insertDataset(db, { id: 'x' + i, name: 'n'.repeat(200), root: '/x' + i });
      writeSync(1, 'written');
      for (;;);
    });
  `,
      file,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('written');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(allDatasets(before).map((row) => row.id)).toEqual(['kept']);
  closeDatabase(before);

  const after = openDatabase(file);
  expect(allDatasets(after).map((row) => row.id)).toEqual(['kept']);
  expect(databaseProblems(after)).toEqual([]);
  insertDataset(after, { id: 'next', name: 'next', root: '/next' });
  closeDatabase(after);
});
