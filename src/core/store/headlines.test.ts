import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { closeDatabase, migrate, openDatabase } from './database.ts';
import { headlinesOf } from './headlines.ts';
import { migrations } from './migrations/migrations.ts';
import { recountsDue } from './predictions.ts';

test('figures of lists are read out of their index, never out of megabytes of metrics', () => {
  const db = openDatabase(':memory:');
  const { prepare } = db.$client;
  const asked: string[] = [];
  db.$client.prepare = ((source: string) => {
    asked.push(source);
    return prepare.call(db.$client, source);
  }) as typeof prepare;
  headlinesOf(db, [1, 2]);
  const [query] = asked.filter((source) => source.includes('macroF1'));
  const plan = db.$client.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`).all(1, 2, 'val', 'test');
  expect(plan[0]!.detail).toContain('USING COVERING INDEX evaluations_headline');
  closeDatabase(db);
});

test('an older database says the same figures, and those that it never had are null', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, 36));
  old.exec("INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('weeds', 'Weeds', '/weeds', 1)");
  old.exec("INSERT INTO dataset_versions (id, dataset_id, number, fingerprint, val_share, test_share, split_seed, created_at_ms) VALUES (1, 'weeds', 1, 'ab', 0.2, 0, 0, 1)");
  for (const run of [1, 2]) old.exec(`INSERT INTO runs (id, dataset_version_id, state, spec, created_at_ms) VALUES (${run}, 1, 'done', '{}', 1)`);
  const insert = old.prepare("INSERT INTO evaluations (run_id, dataset_version_id, split, metrics, created_at_ms) VALUES (?, 1, 'val', ?, 1)");
  const metrics = { accuracy: 0.75, accuracyInterval: [0.5, 0.9], correct: 3, images: 4, macroF1: 0.7, logLoss: 1, perClass: [], confusion: [] };
  insert.run(1, JSON.stringify(metrics));
  insert.run(2, JSON.stringify({ ...metrics, accuracyInterval: null, independentGroups: 2 }));
  old.close();
  const db = openDatabase(file);
  const shared = { split: 'val', accuracy: 0.75, correct: 3, images: 4, macroF1: 0.7 };
  expect([...headlinesOf(db, [1, 2])]).toEqual([
    [1, { ...shared, evaluation: 1, accuracyInterval: [0.5, 0.9], independentGroups: null }],
    [2, { ...shared, evaluation: 2, accuracyInterval: null, independentGroups: 2 }],
  ]);
  closeDatabase(db);
});

test('intervals of pictures in groups that version 37 has are due to be counted again, others are not', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, 37));
  old.exec("INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('weeds', 'Weeds', '/weeds', 1)");
  for (const [version, source] of [[1, null], [2, 'csv']] as const) {
    old.prepare("INSERT INTO dataset_versions (id, dataset_id, number, fingerprint, val_share, test_share, split_seed, group_source, created_at_ms) VALUES (?, 'weeds', ?, 'ab', 0.2, 0, 0, ?, 1)").run(version, version, source);
    old.prepare("INSERT INTO runs (id, dataset_version_id, state, spec, created_at_ms) VALUES (?, ?, 'done', '{}', 1)").run(version, version);
    old.prepare("INSERT INTO evaluations (id, run_id, dataset_version_id, split, metrics, created_at_ms) VALUES (?, ?, ?, 'val', '{}', 1)").run(version, version, version);
  }
  old.close();
  const db = openDatabase(file);
  expect(recountsDue(db)).toEqual([2]);
  closeDatabase(db);
});
