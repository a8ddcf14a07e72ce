import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { addDataset } from '../scanning/add-dataset.ts';
import { datasetState } from '../version/dataset-state.ts';
import { redoLabels, setExcluded, setLabel, undoLabels } from '../labels/labels.ts';

async function pets() {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'cats/3.png', 'cats/4.png', 'dogs/1.png', 'dogs/2.png', 'dogs/3.png']);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const scan = () => addDataset(db, root);
  await scan();
  const images = () => datasetState(db, 'pets').images;
  const row = (file: string): number => images().find((image) => image.file.path === file)!.file.id;
  return {
    scan,
    write: async (file: string, picture: string) => writeFileSync(path.join(root, file), await pictureBytes(picture)),
    move: (from: string, to: string) => renameSync(path.join(root, from), path.join(root, to)),
    remove: (file: string) => rmSync(path.join(root, file)),
    exclude: (file: string) => setExcluded(db, 'pets', [row(file)], true),
    label: (file: string, label: string) => setLabel(db, 'pets', [row(file)], label),
    undo: () => undoLabels(db, 'pets'),
    redo: () => redoLabels(db, 'pets'),
    excluded: () => images().flatMap(({ file, isExcluded }) => (isExcluded ? file.path : [])),
    labelled: () => images().flatMap(({ file, label, folderLabel }) => (label === folderLabel ? [] : `${file.path}=${label}`)),
  };
}

test('words go with the pictures of files that swap names, and are undone and redone there', async () => {
  const { scan, move, exclude, label, undo, redo, excluded, labelled } = await pets();
  exclude('cats/1.png');
  label('cats/3.png', 'dogs');
  const swap = async (one: string, other: string) => {
    move(one, 'aside.png');
    move(other, one);
    move('aside.png', other);
    await scan();
  };
  await swap('cats/1.png', 'cats/2.png');
  await swap('cats/3.png', 'cats/4.png');
  expect(excluded()).toEqual(['cats/2.png']);
  expect(labelled()).toEqual(['cats/4.png=dogs']);
  // What is said of the other picture now leaves the first alone.
  exclude('cats/1.png');
  expect(excluded()).toEqual(['cats/1.png', 'cats/2.png']);
  await swap('cats/1.png', 'cats/2.png');
  expect(excluded()).toEqual(['cats/1.png', 'cats/2.png']);
  undo();
  expect(excluded()).toEqual(['cats/1.png']);
  undo();
  expect(labelled()).toEqual([]);
  await swap('cats/1.png', 'cats/2.png');
  undo();
  expect(excluded()).toEqual([]);
  redo();
  redo();
  expect([excluded(), labelled()]).toEqual([['cats/2.png'], ['cats/4.png=dogs']]);
});

test('words go with renumbered pictures; a picture that takes the name of an excluded one that was deleted is not excluded', async () => {
  const { scan, move, remove, exclude, excluded } = await pets();
  exclude('cats/2.png');
  exclude('cats/3.png');
  remove('cats/1.png');
  for (const [from, to] of [[2, 1], [3, 2], [4, 3]]) move(`cats/${from}.png`, `cats/${to}.png`);
  await scan();
  expect(excluded()).toEqual(['cats/1.png', 'cats/2.png']);
  remove('cats/1.png');
  for (const [from, to] of [[2, 1], [3, 2]]) move(`cats/${from}.png`, `cats/${to}.png`);
  await scan();
  expect(excluded()).toEqual(['cats/1.png']);
  remove('cats/1.png');
  move('cats/2.png', 'cats/1.png');
  await scan();
  expect(excluded()).toEqual([]);
});

test('another picture under the old name of a moved one has none of its words, also when that is moved to another class or deleted later', async () => {
  const { scan, write, move, remove, exclude, label, excluded, labelled } = await pets();
  exclude('cats/1.png');
  label('cats/2.png', 'dogs');
  move('cats/1.png', 'cats/bad.png');
  move('cats/2.png', 'dogs/9.png');
  await write('cats/1.png', 'new 1');
  await write('cats/2.png', 'new 2');
  await scan();
  expect([excluded(), labelled()]).toEqual([['cats/bad.png'], []]);
  remove('cats/bad.png');
  remove('dogs/9.png');
  await scan();
  expect([excluded(), labelled()]).toEqual([[], []]);
});

test('a picture that a program rewrites keeps its words, beside others that move', async () => {
  const { scan, write, move, exclude, excluded } = await pets();
  exclude('cats/1.png');
  exclude('cats/2.png');
  await write('cats/1.png', 'turned');
  move('cats/2.png', 'aside.png');
  move('cats/3.png', 'cats/2.png');
  move('aside.png', 'cats/3.png');
  await scan();
  expect(excluded()).toEqual(['cats/1.png', 'cats/3.png']);
});

test.each(['../aside', 'aside', 'dogs/aside'])('a swap by way of %s that is scanned half way loses no word', async (aside) => {
  const { scan, move, exclude, undo, excluded } = await pets();
  exclude('cats/1.png');
  move('cats/1.png', `${aside}.png`);
  await scan();
  move('cats/2.png', 'cats/1.png');
  await scan();
  expect(excluded()).toEqual([]);
  move(`${aside}.png`, 'cats/2.png');
  await scan();
  expect(excluded()).toEqual(['cats/2.png']);
  undo();
  expect(excluded()).toEqual([]);
});
