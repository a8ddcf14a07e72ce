import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { closeDatabase, openDatabase, type Database } from '../store/database.ts';
import { insertDataset, updateDataset } from '../store/datasets.ts';
import { datasetMeant } from './dataset-meant.ts';

/** Two places to stand, `a` and `b`, each with a folder `data`; the one of `a` is the data set "data". */
function twoPlaces(): { db: Database; a: string; b: string; meant: (text: string, cwd: string) => string } {
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const [a, b] = ['a', 'b'].map((name) => path.join(tempFolder(), name)) as [string, string];
  for (const place of [a, b]) mkdirSync(path.join(place, 'data'), { recursive: true });
  insertDataset(db, { id: 'data', name: 'data', root: path.join(a, 'data') });
  const meant = (text: string, cwd: string): string => {
    const found = datasetMeant(db, text, { cwd });
    return 'known' in found ? found.known.id : found.folder;
  };
  return { db, a, b, meant };
}

const refused = (code: string, hint = '') =>
  expect.objectContaining({ code, field: 'dataset', hint: expect.stringContaining(hint) });

test('a folder here is never another data set of that id: it is asked which', () => {
  const { a, b, meant } = twoPlaces();
  expect(meant('data', a)).toBe('data');
  expect(() => meant('data', b)).toThrow(refused('bad-usage', 'id:data or ./data'));
  expect(() => meant('data', b)).toThrow(path.join(b, 'data'));
  expect(meant('data', '/')).toBe('data');
});

test('each spelling that is offered means one thing, wherever one stands', () => {
  const { a, b, meant } = twoPlaces();
  for (const cwd of [a, b, '/']) {
    expect(meant('id:data', cwd)).toBe('data');
    expect(meant(path.join(a, 'data'), cwd)).toBe('data');
    expect(meant(path.join(b, 'data'), cwd)).toBe(path.join(b, 'data'));
  }
  for (const text of ['./data', 'data/', '../b/data', './data/.']) expect(meant(text, b)).toBe(path.join(b, 'data'));
  for (const text of ['./data', 'nothing', 'id:nothing', '']) {
    expect(() => meant(text, path.join(a, 'data'))).toThrow(refused('not-found'));
  }
  expect(meant('.', path.join(a, 'data'))).toBe('data');
});

test('two data sets of one name: the one that lies here is meant, elsewhere it is asked which', () => {
  const { db, a, b, meant } = twoPlaces();
  insertDataset(db, { id: 'data-2', name: 'data', root: path.join(b, 'data') });
  expect(meant('data', a)).toBe('data');
  // Its folder is here, but the id is that of the other.
  expect(() => meant('data', b)).toThrow(refused('bad-usage', 'id:data or id:data-2'));
  expect(() => meant('data', '/')).toThrow(refused('bad-usage', 'id:data or id:data-2'));
  expect(meant('data-2', '/')).toBe('data-2');
  updateDataset(db, 'data', { removedAtMs: 1 });
  expect(meant('data', '/')).toBe('data-2');
  expect(meant('data', b)).toBe('data-2');
});

test('the folder of a data set under another name is not the data set of that name', () => {
  const { db, b, meant } = twoPlaces();
  insertDataset(db, { id: 'leaves', name: 'Leaves', root: path.join(b, 'data') });
  expect(() => meant('data', b)).toThrow(refused('bad-usage', 'id:data or ./data'));
  expect(meant('./data', b)).toBe('leaves');
  expect(meant('Leaves', b)).toBe('leaves');
});

test('a link to the folder of a data set is that folder; a file is no data set, and one that has moved is found by its id', () => {
  const { a, b, meant } = twoPlaces();
  const elsewhere = tempFolder();
  symlinkSync(path.join(a, 'data'), path.join(elsewhere, 'data'));
  expect(meant('data', elsewhere)).toBe('data');
  const withFile = tempFolder();
  writeFileSync(path.join(withFile, 'data'), '');
  expect(meant('data', withFile)).toBe('data');
  renameSync(path.join(a, 'data'), path.join(a, 'moved'));
  expect(meant(path.join(a, 'data'), b)).toBe('data');
  expect(meant('id:data', b)).toBe('data');
});

test('a command that takes no folder is not confused by one', () => {
  const { db, b } = twoPlaces();
  expect(datasetMeant(db, 'data', { cwd: b, folders: false })).toMatchObject({ known: { id: 'data' } });
  expect(() => datasetMeant(db, './data', { cwd: b, folders: false })).toThrow(refused('not-found'));
});

test('names are the same whatever the encoding of their accents; digits may name a data set', () => {
  const { db, meant } = twoPlaces();
  insertDataset(db, { id: '2023', name: 'Übung'.normalize('NFD'), root: '/elsewhere/2023' });
  expect(meant('Übung'.normalize('NFC'), '/')).toBe('2023');
  expect(meant('2023', '/')).toBe('2023');
});
