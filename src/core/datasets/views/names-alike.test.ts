import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addAndShow } from '../../../../test/add-and-show.ts';
import { writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { addClass, removeClass } from '../labels/class-names.ts';
import { datasetState } from '../version/dataset-state.ts';
import { imageIndex } from './image-index.ts';
import { imagesCalled } from './images-called.ts';
import { setLabel } from '../labels/labels.ts';

const [composed, decomposed] = ['Übung'.normalize('NFC'), 'Übung'.normalize('NFD')];

async function dataset(files: readonly string[]) {
  const root = path.join(tempFolder(), 'pets');
  mkdirSync(root);
  await writePictures(root, files);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const report = await addAndShow(db, root);
  const counts = (): Record<string, number> => Object.fromEntries(datasetState(db, 'pets').classes.map((name) => [name, imageIndex(db, 'pets', { className: name }).ids.length]));
  return { db, root, report, counts };
}

test.runIf(process.platform === 'linux')('Unicode: a class is one on both sides, composed and decomposed', async () => {
  const { report } = await dataset([`train/${composed}/1.png`, 'train/b/1.png', `val/${decomposed}/2.png`, 'val/b/2.png']);
  expect(report).toMatchObject({ classes: [{ name: 'b', count: 2 }, { name: composed, count: 2 }], split: { train: 2, val: 2 } });
});

test('Unicode: labels, classes made by hand, the filter of the wall and files are found however they are written', async () => {
  const { db, root, report, counts } = await dataset([`${decomposed}/${decomposed}.png`, `${decomposed}/2.png`, 'b/1.png', 'b/2.png']);
  // What the file system keeps is what is shown.
  const [shown] = readdirSync(root).filter((name) => name !== 'b') as [string];
  expect(report.classes).toContainEqual({ name: shown, count: 2 });
  for (const written of [composed, decomposed]) {
    expect(imagesCalled(db, 'pets', [`${written}/${written}.png`], '/')).toHaveLength(1);
    expect(imagesCalled(db, 'pets', [path.join(root, written)], '/')).toHaveLength(2);
    expect(imageIndex(db, 'pets', { className: written }).ids).toHaveLength(2);
    expect(imageIndex(db, 'pets', { search: written }).ids).toHaveLength(2);
    addClass(db, 'pets', written);
    expect(counts()).toEqual({ b: 2, [shown]: 2 });
  }
  const [first, second] = imagesCalled(db, 'pets', ['b'], '/') as [number, number];
  setLabel(db, 'pets', [first], composed);
  setLabel(db, 'pets', [second], decomposed);
  expect(counts()).toEqual({ b: 0, [shown]: 4 });

  for (const written of [composed, decomposed]) {
    addClass(db, 'pets', `${written}2`);
    expect(setLabel(db, 'pets', [first], `${written}2`).changed).toBe(written === composed ? 1 : 0);
  }
  expect(counts()).toEqual({ b: 0, [shown]: 3, [`${composed}2`]: 1 });
  setLabel(db, 'pets', [first], 'b');
  removeClass(db, 'pets', `${decomposed}2`);
  expect(counts()).toEqual({ b: 1, [shown]: 3 });
});

test.runIf(process.platform === 'linux')('Unicode: a label stays when a program writes the name of the folder in the other form', async () => {
  const { db, root } = await dataset([`${composed}/1.png`, `${composed}/2.png`, 'b/1.png']);
  const [first] = imagesCalled(db, 'pets', [`${composed}/1.png`], '/') as [number];
  setLabel(db, 'pets', [first], 'b');
  renameSync(path.join(root, composed), path.join(root, decomposed));
  const report = await addAndShow(db, root);
  expect(report.classes).toEqual([{ name: decomposed, count: 1 }, { name: 'b', count: 2 }].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
});
