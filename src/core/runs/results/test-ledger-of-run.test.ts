import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { finishedRun } from '../../../../test/finished-run.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { wilsonInterval } from '../../evaluation/wilson-interval.ts';
import { openStudio } from '../../open-studio.ts';
import { closeDatabase, migrate, openDatabase } from '../../store/database.ts';
import { insertVersion } from '../../store/dataset-versions.ts';
import { insertDataset } from '../../store/datasets.ts';
import { migrations } from '../../store/migrations/migrations.ts';
import { deleteRun } from '../../store/runs.ts';
import { countTestLook, testLooksOf } from '../../store/test-looks.ts';
import { countedLook, lookAtTestOfRun, testLookAt } from './test-ledger-of-run.ts';

function weeds() {
  const studio = openStudio({ dataDir: tempFolder() });
  onTestFinished(() => studio.close());
  insertDataset(studio.db, { id: 'weeds', name: 'weeds', root: '/weeds' });
  const { id } = insertVersion(studio.db, { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0.2, splitSeed: 0 }, ['a', 'b'], []);
  const run = (accuracy: number, split: 'val' | 'test') => finishedRun(studio.db, { datasetVersionId: id, backboneId: 'starter', spec: {} }, accuracy, { split }).id;
  return { studio, run };
}

test('looks are counted with their models, and the more models the wider the range; the same within an hour is one look', () => {
  const { studio, run } = weeds();
  const [first, second] = [run(0.9, 'test'), run(0.8, 'test')];
  const [low, high] = wilsonInterval(90, 100);
  expect(lookAtTestOfRun(studio, first)).toMatchObject({ looks: 1, models: 1, low, high });
  expect(lookAtTestOfRun(studio, first)).toMatchObject({ looks: 1, models: 1 });
  const hourAgo = Date.now() - 3_700_000;
  countTestLook(studio.db, { ...testLookAt(studio, [second]), atMs: hourAgo });
  const both = lookAtTestOfRun(studio, second)!;
  expect(both).toMatchObject({ looks: 3, models: 2, firstAtMs: hourAgo });
  const of = lookAtTestOfRun(studio, first)!;
  expect([of.low! < low, of.high! > high]).toEqual([true, true]);
  const together = countedLook(studio, testLookAt(studio, [second, first], 'mean'), { correct: 95, images: 100, accuracyInterval: wilsonInterval(95, 100) });
  expect(together).toMatchObject({ looks: 4, models: 3 });
  expect(testLooksOf(studio.db, 'weeds').at(-1)!.model).toBe(`${first}+${second} mean`);
  deleteRun(studio.db, second);
  expect(lookAtTestOfRun(studio, first)).toMatchObject({ models: 3 });
});

test('a run that is judged by validation is no look at the test pictures', () => {
  const { studio, run } = weeds();
  expect(lookAtTestOfRun(studio, run(0.9, 'val'))).toBeNull();
  expect(testLooksOf(studio.db, 'weeds')).toEqual([]);
});

test('what runs of before answered of their test pictures counts as seen when they were done', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  migrate(old, file, migrations.slice(0, migrations.findIndex((sql) => sql.includes('test_looks'))));
  old.exec(`
    INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('d', 'd', '/d', 1);
    INSERT INTO dataset_versions (id, dataset_id, number, fingerprint, val_share, test_share, split_seed, created_at_ms) VALUES (1, 'd', 1, 'f', 0.2, 0.2, 0, 1);
    INSERT INTO runs (id, dataset_version_id, state, spec, created_at_ms) VALUES (4, 1, 'done', '{}', 1), (5, 1, 'done', '{}', 1);
    INSERT INTO evaluations (run_id, dataset_version_id, folder, split, metrics, created_at_ms) VALUES
      (4, 1, NULL, 'val', '{}', 10), (4, 1, NULL, 'test', '{}', 11), (5, 1, NULL, 'test', '{}', 12), (5, NULL, '/x', 'all', '{}', 13);`);
  old.close();
  const db = openDatabase(file);
  onTestFinished(() => closeDatabase(db));
  expect(testLooksOf(db, 'd').map(({ model, version, atMs }) => ({ model, version, atMs }))).toEqual([
    { model: '4', version: 1, atMs: 11 },
    { model: '5', version: 1, atMs: 12 },
  ]);
});
