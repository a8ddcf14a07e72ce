import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRoute } from '../door/routes.ts';
import { createFinishedFiles } from './finished-files.ts';

test('a file has one name, two files two, and only given names are known', () => {
  const files = createFinishedFiles();
  const name = files.register('/data/exports/run-1.csv');
  expect(name).toBe('run-1.csv');
  expect(files.register('/data/exports/run-1.csv')).toBe(name);
  expect(files.register('/elsewhere/run-1.csv')).toBe('run-1-2.csv');
  expect(files.lookup('run-1.csv')).toBe('/data/exports/run-1.csv');
  expect(files.lookup('run-1-2.csv')).toBe('/elsewhere/run-1.csv');
  for (const unknown of ['', '..', '/data/exports/run-1.csv', 'constructor', 'run-1']) expect(files.lookup(unknown)).toBeUndefined();
});

test('the oldest names are forgotten', () => {
  const files = createFinishedFiles(2);
  for (const file of ['/a.csv', '/b.csv', '/c.csv']) files.register(file);
  expect(['a.csv', 'b.csv', 'c.csv'].map((name) => files.lookup(name))).toEqual([undefined, '/b.csv', '/c.csv']);
});

test('whatever a file is called, the door finds it by its name', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }).filter((name) => !name.includes('/') && !name.includes('\0')), (called) => {
      const files = createFinishedFiles();
      const file = `/data/${called}`;
      const name = files.register(file);
      const route = findRoute(`/api/files/${encodeURIComponent(name)}`);
      expect(route).toMatchObject({ kind: 'finished-file', name });
      expect(files.lookup(name)).toBe(file);
    }),
  );
});
