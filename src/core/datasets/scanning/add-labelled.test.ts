import path from 'node:path';
import { expect, test } from 'vitest';
import { addAndShow, showDataset } from '../../../../test/add-and-show.ts';
import { writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { allDatasets } from '../../store/datasets.ts';
import { labelTable } from '../views/label-table.ts';
import { undoLabels } from '../labels/labels.ts';
import type { LabelTableFile } from '../labels/match-labels.ts';
import { openDataset } from './open-dataset.ts';

const table = (text: string): LabelTableFile => ({
  source: 'train.csv',
  rows: text
    .trim()
    .split(/\s+/)
    .map((row, i) => {
      const [file, label, split] = row.split(',');
      return { line: i + 1, file: file!, label: label ?? '', split: (split as 'train' | 'val' | undefined) ?? null, isExcluded: null };
    }),
});

async function withFolder(files: readonly string[]): Promise<{ db: Database; root: string }> {
  const root = path.join(tempFolder(), 'photos');
  await writePictures(root, files);
  return { db: openDatabase(':memory:'), root };
}

test('a flat folder takes its classes and sides from a table; rescans keep them and name what is new', async () => {
  const { db, root } = await withFolder(['1.png', '2.png', '3.png', '4.png']);
  const added = await addAndShow(db, root, { labels: table('1,cat,train 2,cat,val 3,dog,train 4,dog,val 5,dog,val') });
  expect(added).toMatchObject({
    version: 1,
    hasChanges: false,
    split: { train: 2, val: 2, test: 0 },
    layout: { kind: 'none' },
    labelsFrom: 'train.csv',
    warnings: [],
    match: { rows: 5, matched: 4, withoutPicture: { count: 1, first: [{ line: 5, file: '5' }] } },
  });
  await writePictures(root, ['new.png', 'sub/new.png']);
  const again = await addAndShow(db, root);
  expect(again).toMatchObject({ version: 1, images: 4, labelsFrom: 'train.csv', layout: { kind: 'none' } });
  expect(again.warnings).toEqual(['Left out: 2 pictures have no label, such as "new.png".']);
  undoLabels(db, 'photos');
  expect(showDataset(db, 'photos')).toMatchObject({ images: 0, labelsFrom: null });
});

test('folders of pictures that a table labels are no classes: train/ and test/ as they are downloaded', async () => {
  const { db, root } = await withFolder(['train/1.png', 'train/2.png', 'train/3.png', 'train/4.png', 'test/8.png', 'test/9.png']);
  const added = await addAndShow(db, root, { labels: table('1,cat 2,cat 3,dog 4,dog') });
  expect(added).toMatchObject({ classes: [{ name: 'cat', count: 2 }, { name: 'dog', count: 2 }], split: { train: 2, val: 2, test: 0 } });
  // Where both are labelled they are sides.
  await addAndShow(db, root, { labels: table('8,cat 9,dog') });
  expect(showDataset(db, 'photos').split).toEqual({ train: 2, val: 2, test: 2 });
  // Class folders count when that is said, under what the table says.
  const classes = await addAndShow(db, root, { layout: 'classes', labels: table('1,test') });
  expect(labelTable(db, classes.id).map(({ file, label }) => `${file}=${label}`)).toContain('train/1.png=test');
});

test('a wrong table stores no data set', async () => {
  const { db, root } = await withFolder(['1.png', '2.png']);
  for (const text of ['1,cat 1,dog', 'x,cat', '1,cat 2,cat']) {
    await expect(addAndShow(db, root, { labels: table(text) })).rejects.toThrow();
    expect(allDatasets(db)).toEqual([]);
  }
  await expect(addAndShow(db, root)).rejects.toMatchObject({ hint: expect.stringContaining('--labels') });
});

test('a folder of class folders that was opened before can be given to a table later', async () => {
  const { db, root } = await withFolder(['a/1.png', 'a/2.png', 'b/3.png', 'b/4.png']);
  await openDataset(db, root);
  const added = await addAndShow(db, root, { labels: table('1,x 2,y 3,x') });
  expect(added).toMatchObject({ classes: [{ name: 'x', count: 2 }, { name: 'y', count: 1 }], images: 3 });
  expect(await addAndShow(db, root, { layout: 'classes' })).toMatchObject({ images: 4, classes: [{ name: 'b' }, { name: 'x' }, { name: 'y' }] });
});
