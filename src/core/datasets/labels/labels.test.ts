import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showDataset } from '../../../../test/add-and-show.ts';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase, type Database } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import { saidOfImages, labelLog, stepsOf, type Said } from '../../store/labels.ts';
import { saveScan } from '../../store/images.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { addClass, removeClass } from './class-names.ts';
import { addDataset } from '../scanning/add-dataset.ts';
import { datasetForTraining } from '../scanning/dataset-for-training.ts';
import { datasetState } from '../version/dataset-state.ts';
import { ensureVersion } from '../version/ensure-version.ts';
import { labelHistory, redoLabels, setExcluded, setLabel, undoLabels } from './labels.ts';

const good = (file: string): ScannedFile => ({
  path: file,
  sha256: `sha of ${file}`,
  sizeBytes: 10,
  modifiedMs: 1,
  width: 4,
  height: 3,
  problem: null,
});

/** A data set "d" of rows without files: what labels do not touch need not be there. */
function withRows(files: readonly string[]): { db: Database; id: (file: string) => number } {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'd', name: 'd', root: '/d' });
  const ids = saveScan(db, 'd', files.map(good));
  return { db, id: (file) => ids.get(file)! };
}

/** Every picture with its class and whether it is excluded: "cats/1=dogs", "cats/2=cats-". */
const labelled = (db: Database): string[] =>
  datasetState(db, 'd').images.map(({ file, label, isExcluded }) => `${file.path}=${label ?? '?'}${isExcluded ? '-' : ''}`);

test('labels and exclusions are told, undone and redone, and never forgotten', () => {
  const { db, id } = withRows(['cats/1', 'cats/2', 'dogs/1', 'stray']);
  const moved = setLabel(db, 'd', [id('cats/1'), id('stray')], ' dogs ');
  expect(moved).toEqual({
    changed: 2,
    did: { kind: 'label', label: 'dogs', images: 2 },
    picture: id('cats/1'),
    classes: [
      { name: 'cats', count: 1 },
      { name: 'dogs', count: 3 },
    ],
    unlabelled: 0,
    excluded: 0,
    canUndo: true,
    canRedo: false,
  });
  expect(setExcluded(db, 'd', [id('dogs/1')], true)).toMatchObject({ did: { kind: 'exclude', images: 1 }, excluded: 1 });
  expect(labelled(db)).toEqual(['cats/1=dogs', 'cats/2=cats', 'dogs/1=dogs-', 'stray=dogs']);
  expect(setExcluded(db, 'd', [id('dogs/1')], true)).toMatchObject({ changed: 0, did: null });

  const [moving, excluding] = [
    { kind: 'label', label: 'dogs', images: 2 },
    { kind: 'exclude', images: 1 },
  ];
  const undone = (of: object) => ({ kind: 'undo', of });
  expect(undoLabels(db, 'd')).toMatchObject({ did: undone(excluding), picture: id('dogs/1'), canUndo: true, canRedo: true });
  expect(undoLabels(db, 'd')).toMatchObject({ changed: 2, canUndo: false, unlabelled: 1 });
  expect(undoLabels(db, 'd')).toMatchObject({ changed: 0, did: null, picture: null });
  expect(redoLabels(db, 'd')).toMatchObject({ did: { kind: 'redo', images: 2, of: moving } });
  expect(setLabel(db, 'd', [id('cats/2')], 'newts')).toMatchObject({ canRedo: false });
  expect(redoLabels(db, 'd')).toMatchObject({ changed: 0, did: null });
  expect(labelHistory(db, 'd', 10)).toMatchObject([
    { did: { kind: 'label', label: 'newts', images: 1 }, isUndone: false },
    { did: { kind: 'redo', of: moving }, isUndone: false },
    { did: undone(moving), isUndone: false },
    { did: undone(excluding), isUndone: false },
    { did: excluding, isUndone: true },
    { did: moving, isUndone: false },
  ]);
  expect(labelHistory(db, 'd', 1)).toHaveLength(1);
  const change = db.$client.prepare('UPDATE label_changes SET label = ?');
  expect(() => change.run('cats')).toThrow(/only grows/);
  closeDatabase(db);
});

test('a picture of another data set and a name that is none are refused, and then nothing is changed', () => {
  const { db, id } = withRows(['cats/1', 'dogs/1']);
  expect(() => setLabel(db, 'd', [id('cats/1'), 99], 'dogs')).toThrow(expect.objectContaining({ code: 'not-found' }));
  for (const name of ['', '  ', 'two\nlines', 'x'.repeat(201)]) {
    expect(() => setLabel(db, 'd', [id('cats/1')], name)).toThrow(
      expect.objectContaining({ code: 'bad-usage', field: 'label' }),
    );
  }
  expect(() => undoLabels(db, 'nobody')).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(labelled(db)).toEqual(['cats/1=cats', 'dogs/1=dogs']);
  expect(labelLog(db, 'd')).toEqual([]);
  closeDatabase(db);
});

test('a class made by name stays empty until it is taken back', () => {
  const { db, id } = withRows(['cats/1', 'dogs/1']);
  addClass(db, 'd', 'newts');
  addClass(db, 'd', 'cats');
  expect(datasetState(db, 'd').classes).toEqual(['cats', 'dogs', 'newts']);
  setLabel(db, 'd', [id('cats/1')], 'newts');
  expect(() => removeClass(db, 'd', 'newts')).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  undoLabels(db, 'd');
  removeClass(db, 'd', 'newts');
  expect(() => removeClass(db, 'd', 'cats')).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  expect(datasetState(db, 'd').classes).toEqual(['cats', 'dogs']);
  closeDatabase(db);
});

const files = ['a/1', 'a/2', 'b/1', 'b/2', 'loose'];
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('label' as const), to: fc.constantFrom('a', 'b', 'c'), on: fc.subarray(files) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('exclude' as const), to: fc.boolean(), on: fc.subarray(files) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
);

test('whatever was done: undo and redo follow a plain list of states, the history replays to the state, undoing all is the folder', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const { db, id } = withRows(files);
      const folder = labelled(db);
      const past: string[][] = [];
      let future: string[][] = [];
      for (const one of acts) {
        const before = labelled(db);
        if (one.do === 'undo') {
          const expected = past.pop();
          undoLabels(db, 'd');
          if (expected) future.push(before);
          expect(labelled(db)).toEqual(expected ?? before);
        } else if (one.do === 'redo') {
          const expected = future.pop();
          redoLabels(db, 'd');
          if (expected) past.push(before);
          expect(labelled(db)).toEqual(expected ?? before);
        } else if (one.on.length > 0) {
          const rows = one.on.map(id);
          const done = one.do === 'label' ? setLabel(db, 'd', rows, one.to) : setExcluded(db, 'd', rows, one.to);
          if (done.changed > 0) {
            past.push(before);
            future = [];
          } else expect(labelled(db)).toEqual(before);
        }
      }
      expect(replayed(db)).toEqual(stored(db));
      while (undoLabels(db, 'd').changed > 0);
      expect(labelled(db)).toEqual(folder);
      expect(stored(db)).toEqual(new Map());
      closeDatabase(db);
    }),
    { numRuns: 60 },
  );
});

const stored = (db: Database) =>
  new Map(saidOfImages(db, 'd').map(({ path: file, label, excluded, side }) => [file, { label, excluded, side }]));

/** The state that the history alone leads to. */
function replayed(db: Database): Map<string, Said> {
  const state = new Map<string, Said>();
  for (const { id, kind, changeId } of labelLog(db, 'd')) {
    for (const step of stepsOf(db, changeId ?? id)) {
      const next = kind === 'undo' ? step.before : step.after;
      if (next) state.set(step.path, next);
      else state.delete(step.path);
    }
  }
  return state;
}

test('labels live through rescans: changed content, a renamed and a vanished file; moving a file to another class counts', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, [
    'cats/1.png',
    'cats/2.png',
    'cats/3.png',
    'cats/4.png',
    'dogs/1.png',
    'dogs/2.png',
    'newts/1.png',
  ]);
  const db = openDatabase(':memory:');
  await addDataset(db, root);
  const row = (file: string): number => datasetState(db, 'pets').images.find((image) => image.file.path === file)!.file.id;
  const labels = (): Record<string, string> =>
    Object.fromEntries(
      datasetState(db, 'pets').images.map((image) => [image.file.path, `${image.label}${image.isExcluded ? '-' : ''}`]),
    );
  setLabel(db, 'pets', ['cats/1.png', 'cats/2.png', 'cats/3.png'].map(row), 'dogs');
  setExcluded(db, 'pets', [row('cats/4.png')], true);

  writeFileSync(path.join(root, 'cats/1.png'), await pictureBytes('turned by a program'));
  renameSync(path.join(root, 'cats/2.png'), path.join(root, 'cats/two.png'));
  renameSync(path.join(root, 'cats/3.png'), path.join(root, 'newts/3.png'));
  renameSync(path.join(root, 'cats/4.png'), path.join(root, 'cats/gone'));
  await addDataset(db, root);
  expect(labels()).toEqual({
    'cats/1.png': 'dogs',
    'cats/two.png': 'dogs',
    'newts/3.png': 'newts',
    'cats/gone': 'cats-',
    'dogs/1.png': 'dogs',
    'dogs/2.png': 'dogs',
    'newts/1.png': 'newts',
  });
  // The changed content is known again under another name; the deleted file's exclusion waits for it.
  renameSync(path.join(root, 'cats/1.png'), path.join(root, 'cats/one.png'));
  rmSync(path.join(root, 'cats/gone'));
  await addDataset(db, root);
  expect(labels()).toMatchObject({ 'cats/one.png': 'dogs' });
  writeFileSync(path.join(root, 'cats/4.png'), await pictureBytes('cats/4.png'));
  await addDataset(db, root);
  expect(labels()).toMatchObject({ 'cats/4.png': 'cats-' });
  while (undoLabels(db, 'pets').changed > 0);
  expect(labels()).toMatchObject({ 'cats/one.png': 'cats', 'cats/two.png': 'cats', 'cats/4.png': 'cats' });
  closeDatabase(db);
});

test('training sees the labels of now: one new version when it asks, the old one as it was, sides kept', async () => {
  const root = path.join(tempFolder(), 'pets');
  const names = (one: string) => Array.from({ length: 10 }, (_, i) => `${one}/${i}.png`);
  await writePictures(root, [...names('cats'), ...names('dogs')]);
  const db = openDatabase(':memory:');
  const first = await datasetForTraining(db, root);
  const row = (file: string): number => first.images.find((image) => image.path === file)!.id;

  setLabel(db, 'pets', ['cats/0.png', 'cats/1.png'].map(row), 'newts');
  setExcluded(db, 'pets', [row('dogs/5.png')], true);
  expect(showDataset(db, 'pets')).toMatchObject({
    version: 1,
    hasChanges: true,
    images: 19,
    excluded: 1,
    classes: [
      { name: 'cats', count: 8 },
      { name: 'dogs', count: 9 },
      { name: 'newts', count: 2 },
    ],
  });
  const second = await datasetForTraining(db, 'pets', { rescan: false });
  expect(second.version.number).toBe(2);
  expect(second.classes).toEqual(['cats', 'dogs', 'newts']);
  expect(second.images.find((image) => image.path === 'cats/0.png')).toMatchObject({ label: 2 });
  expect(second.images.some((image) => image.path === 'dogs/5.png')).toBe(false);
  const before = new Map(first.images.map((image) => [image.path, image.split]));
  const moved = second.images.filter((image) => image.split !== before.get(image.path));
  // Only where a class would lack a side may one of its own change it.
  expect(moved.every((image) => image.label === 2)).toBe(true);
  expect((await datasetForTraining(db, root)).version.id).toBe(second.version.id);
  expect(showDataset(db, 'pets')).toMatchObject({ version: 2, hasChanges: false });
  expect(imagesOfVersion(db, first.version.id).map((image) => [image.path, image.label])).toEqual(
    first.images.map((image) => [image.path, image.label]),
  );

  undoLabels(db, 'pets');
  undoLabels(db, 'pets');
  const third = ensureVersion(db, 'pets');
  expect(third.number).toBe(3);
  expect(imagesOfVersion(db, third.id).map((image) => [image.path, image.label])).toEqual(
    first.images.map((image) => [image.path, image.label]),
  );
  setExcluded(db, 'pets', names('dogs').map(row), true);
  expect(() => ensureVersion(db, 'pets')).toThrow(expect.objectContaining({ code: 'bad-data-set' }));
  closeDatabase(db);
});
