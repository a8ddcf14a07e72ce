import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { datasetState } from '../version/dataset-state.ts';
import { imagesCalled } from './images-called.ts';
import { openDataset } from '../scanning/open-dataset.ts';

test('a path that is one picture from where one stands and another in the data set is asked about', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['b/1.png', 'a/b/1.png', 'a/b/2.png', 'c/3.png']);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const { id } = await openDataset(db, root);
  const rows = new Map(datasetState(db, id).images.map(({ file }) => [file.id, file.path]));
  const called = (file: string, cwd: string) => imagesCalled(db, id, [file], cwd).map((row) => rows.get(row));
  const inA = path.join(root, 'a');

  const asked = expect.objectContaining({ code: 'bad-usage', hint: `Say which: ./b/1.png or ${path.join(root, 'b/1.png')}.` });
  expect(() => called('b/1.png', inA)).toThrow(asked);
  expect(() => called('b', inA)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  expect(called('./b/1.png', inA)).toEqual(['a/b/1.png']);
  expect(called('../b/1.png', inA)).toEqual(['b/1.png']);
  expect(called(path.join(root, 'b/1.png'), inA)).toEqual(['b/1.png']);
  // One meaning alone needs no asking, wherever one stands.
  expect(called('b/2.png', inA)).toEqual(['a/b/2.png']);
  expect(called('c/3.png', inA)).toEqual(['c/3.png']);
  expect(called('b/1.png', root)).toEqual(['b/1.png']);
  expect(called('b/1.png', '/')).toEqual(['b/1.png']);
});

test('an empty name and the root of the disk are never the whole data set', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['a/1.png', 'b/1.png']);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const { id } = await openDataset(db, root);
  for (const empty of ['', ' ']) {
    for (const cwd of [root, '/']) {
      expect(() => imagesCalled(db, id, ['a/1.png', empty], cwd)).toThrow(expect.objectContaining({ code: 'bad-usage', field: 'files' }));
    }
  }
  expect(() => imagesCalled(db, id, ['/'], root)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(imagesCalled(db, id, ['.'], root)).toHaveLength(2);
});

test('a picture that is new where one stands is not taken for one of the same name in the data set', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['b/1.png', 'a/2.png', 'c/3.png']);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const { id } = await openDataset(db, root);
  const inA = path.join(root, 'a');
  await writePictures(inA, ['b/1.png']);
  expect(() => imagesCalled(db, id, ['b/1.png'], inA)).toThrow(expect.objectContaining({ code: 'not-found' }));
  await openDataset(db, root);
  expect(() => imagesCalled(db, id, ['b/1.png'], inA, true)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  // What holds no picture after a scan is not meant.
  mkdirSync(path.join(inA, 'c'));
  expect(imagesCalled(db, id, ['c'], inA, true)).toHaveLength(1);
});
