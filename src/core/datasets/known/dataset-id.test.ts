import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { freeDatasetId, slug } from './dataset-id.ts';

test('ids are short and readable', () => {
  expect(slug('Wild Flowers!')).toBe('wild-flowers');
  expect(slug('  Blütenfotos_2024 (final) ')).toBe('blutenfotos-2024-final');
  expect(slug('花の写真')).toBe('花の写真');
  expect(slug('がぎ')).toBe('がぎ');
  expect(slug('🌿')).toBe('data-set');
});

test('an id fits a URL segment and a shell word, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const id = slug(name);
      expect(id).toMatch(/^[\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*$/u);
      expect([...id].length).toBeLessThanOrEqual(40);
    }),
  );
});

test('a taken id gets a number', () => {
  const db = openDatabase(':memory:');
  for (const root of ['/a', '/b', '/c']) insertDataset(db, { id: freeDatasetId(db, 'Weeds'), name: 'Weeds', root });
  expect(freeDatasetId(db, 'weeds')).toBe('weeds-4');
  expect(freeDatasetId(db, 'leaves')).toBe('leaves');
  closeDatabase(db);
});
