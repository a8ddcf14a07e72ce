import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { databaseProblems } from './damage.ts';
import { closeDatabase, migrate, openDatabase } from './database.ts';
import { appendChange, saidOfImages, labelLog, stepsOf } from './labels.ts';
import { migrations } from './migrations/migrations.ts';

test('a history of labels from before tables of labels is taken over whole, and goes on', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  old.pragma('foreign_keys = ON');
  migrate(old, file, migrations.slice(0, 2));
  old.exec(`
    INSERT INTO datasets (id, name, root, created_at_ms) VALUES ('d', 'd', '/d', 1);
    INSERT INTO label_changes (id, dataset_id, at_ms, kind, label, change_id, images) VALUES
      (3, 'd', 1, 'label', 'oak', NULL, 1), (4, 'd', 2, 'undo', NULL, 3, 1), (9, 'd', 3, 'redo', NULL, 3, 1);
    INSERT INTO label_change_images (change_id, path, sha256, label_after, excluded_after) VALUES (3, '1.jpg', 'abc', 'oak', 0);
    INSERT INTO image_labels (dataset_id, path, sha256, label, excluded) VALUES ('d', '1.jpg', 'abc', 'oak', 0);`);
  old.close();
  const db = openDatabase(file);
  expect(labelLog(db, 'd')).toEqual([
    { id: 3, kind: 'label', changeId: null },
    { id: 4, kind: 'undo', changeId: 3 },
    { id: 9, kind: 'redo', changeId: 3 },
  ]);
  const after = { label: 'oak', excluded: false, side: null };
  expect(stepsOf(db, 3)).toEqual([{ path: '1.jpg', sha256: 'abc', before: null, after }]);
  expect(saidOfImages(db, 'd')).toEqual([{ path: '1.jpg', sha256: 'abc', ...after }]);
  const step = { path: '1.jpg', sha256: 'abc', before: after, after: { ...after, side: 'val' } } as const;
  expect(appendChange(db, 'd', { kind: 'import', source: 'l.csv' }, [step])).toBe(10);
  expect(stepsOf(db, 10)).toEqual([step]);
  expect(() => db.$client.exec('UPDATE label_changes SET images = 2')).toThrow(/only grows/);
  expect(() => db.$client.exec('UPDATE label_change_images SET path = 1')).toThrow(/only grows/);
  expect(databaseProblems(db)).toEqual([]);
  expect(db.$client.pragma('foreign_key_check')).toEqual([]);
  db.$client.exec("DELETE FROM datasets WHERE id = 'd'");
  expect(db.$client.prepare('SELECT count(*) FROM label_change_images').pluck().get()).toBe(0);
  closeDatabase(db);
});
