import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase, type Database } from '../../store/database.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import { currentVersion } from '../../store/datasets.ts';
import { createRun } from '../../store/runs.ts';
import { type AddOptions } from './add-dataset.ts';
import { datasetForTraining, versionForTraining } from './dataset-for-training.ts';
import { findDataset } from '../known/find-dataset.ts';
import { addAndShow, relinkAndShow, showDataset } from '../../../../test/add-and-show.ts';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { removeDataset } from '../known/remove-dataset.ts';
import { resolveDataset } from './resolve-dataset.ts';
import { listDatasets } from '../views/list-datasets.ts';

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase(':memory:');
  try {
    await work(db);
  } finally {
    closeDatabase(db);
  }
}

/** Two classes, ten different pictures each. */
async function catsAndDogs(root: string): Promise<void> {
  await writePictures(root, [
    ...Array.from({ length: 10 }, (_, i) => `cats/${i}.png`),
    ...Array.from({ length: 10 }, (_, i) => `dogs/${i}.png`),
  ]);
}

const sidesOf = (db: Database, id: string): Map<string, string> =>
  new Map(imagesOfVersion(db, currentVersion(db, id)!.id).map((image) => [image.path, image.split]));

test('a folder of two classes becomes a data set with the names that other programs rely on', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'My Pets');
    await catsAndDogs(root);
    expect(await addAndShow(db, root)).toEqual({
      id: 'my-pets',
      name: 'My Pets',
      version: 1,
      hasChanges: false,
      root,
      classes: [
        { name: 'cats', count: 10 },
        { name: 'dogs', count: 10 },
      ],
      images: 20,
      excluded: 0,
      bad: [],
      duplicates: { exactGroups: 0, images: 0, groups: [] },
      nearDuplicates: null,
      groups: { source: 'none', count: 0, largest: 0, straddling: 0 },
      labelConflicts: [],
      acrossSides: [],
      split: { train: 16, val: 4, test: 0 },
      layout: { kind: 'classes', sides: [], ignored: [] },
      labelsFrom: null,
      ignored: 0,
      findings: [expect.objectContaining({ kind: 'few-images', count: 2, enough: 20 })],
      warnings: [],
    });
    expect(listDatasets(db)).toEqual([
      { id: 'my-pets', name: 'My Pets', version: 1, root, classes: 2, images: 20, split: { train: 16, val: 4, test: 0 } },
    ]);
  }));

test('the same real path is the same data set, unchanged content the same version', () =>
  withDatabase(async (db) => {
    const folder = tempFolder();
    const root = path.join(folder, 'pets');
    await catsAndDogs(root);
    symlinkSync(root, path.join(folder, 'link'));
    const first = await addAndShow(db, root);
    expect(await addAndShow(db, path.join(folder, 'link'))).toEqual(first);
    expect(await addAndShow(db, `${root}/../pets/`, { name: 'Renamed' })).toEqual({ ...first, name: 'Renamed' });
    expect(listDatasets(db)).toHaveLength(1);
  }));

test('changed content makes a new version in which what stays keeps its side, and the old one is kept', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    await addAndShow(db, root);
    const before = sidesOf(db, 'pets');
    const version1 = currentVersion(db, 'pets')!.id;
    await writePictures(
      root,
      Array.from({ length: 10 }, (_, i) => `cats/new-${i}.png`),
    );
    rmSync(path.join(root, 'dogs/0.png'));
    renameSync(path.join(root, 'dogs/1.png'), path.join(root, 'dogs/renamed.png'));
    const second = await addAndShow(db, root);
    expect(second).toMatchObject({ version: 2, images: 29, classes: [{ count: 20 }, { count: 9 }] });
    const after = sidesOf(db, 'pets');
    for (const [file, side] of before) if (after.has(file)) expect([file, after.get(file)]).toEqual([file, side]);
    expect(after.get('dogs/renamed.png')).toBe(before.get('dogs/1.png'));
    expect([...after].filter(([file, side]) => file.startsWith('cats/') && side === 'val')).toHaveLength(4);
    expect(imagesOfVersion(db, version1).map((image) => image.path)).toEqual([...before.keys()]);
    expect(versionForTraining(db, version1).images).toHaveLength(20);
  }));

test('another split is dealt when it is asked for, and stays', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    await addAndShow(db, root);
    expect(await addAndShow(db, root, { val: 0.3, test: 0.1 })).toMatchObject({
      version: 2,
      split: { train: 12, val: 6, test: 2 },
    });
    expect(await addAndShow(db, root)).toMatchObject({ version: 2, split: { train: 12, val: 6, test: 2 } });
    const sides = sidesOf(db, 'pets');
    expect(await addAndShow(db, root, { splitSeed: 5 })).toMatchObject({
      version: 3,
      split: { train: 12, val: 6, test: 2 },
    });
    expect(sidesOf(db, 'pets')).not.toEqual(sides);
    for (const [field, options] of Object.entries({
      val: { val: 0 },
      test: { test: 1 },
      splitSeed: { splitSeed: 0.5 },
    } satisfies Record<string, AddOptions>)) {
      await expect(addAndShow(db, root, options)).rejects.toMatchObject({ code: 'bad-usage', field });
    }
  }));

test('a folder with train/ and val/ keeps them; what lies on both sides is reported and not moved', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await writePictures(root, [
      'train/cats/1.png',
      'train/cats/2.png',
      'train/dogs/1.png',
      'valid/cats/3.png',
      'valid/dogs/2.png',
      'stray.png',
    ]);
    cpSync(path.join(root, 'train/cats/1.png'), path.join(root, 'valid/cats/copy.png'));
    const shown = await addAndShow(db, root, { test: 0.1 });
    // test/ is missing and asked for, so it is carved out of train/ where a class has enough: here none has.
    expect(shown).toMatchObject({
      split: { train: 3, val: 3, test: 0 },
      images: 6,
      acrossSides: [{ files: ['train/cats/1.png', 'valid/cats/copy.png'], splits: ['train', 'val'] }],
      duplicates: { exactGroups: 1 },
      labelConflicts: [],
    });
    expect(shown.warnings).toEqual([expect.stringContaining('stray.png'), expect.stringContaining('more than one side')]);
  }));

test('a missing val/ is carved out of train/, test/ stays', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(path.join(root, 'train'));
    await writePictures(root, ['test/cats/a.png', 'test/dogs/b.png']);
    expect(await addAndShow(db, root)).toMatchObject({
      split: { train: 16, val: 4, test: 2 },
      classes: [{ name: 'cats', count: 11 }, { name: 'dogs' }],
    });
    const sides = sidesOf(db, 'pets');
    expect([...sides].filter(([file]) => file.startsWith('test/')).map(([, side]) => side)).toEqual(['test', 'test']);
  }));

test('copies are grouped on one side; a picture under two labels is a conflict', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    for (const name of ['copy-1.png', 'copy-2.png']) cpSync(path.join(root, 'cats/0.png'), path.join(root, 'cats', name));
    cpSync(path.join(root, 'dogs/0.png'), path.join(root, 'cats/is-it-a-dog.png'));
    const shown = await addAndShow(db, root);
    expect(shown.duplicates).toEqual({
      exactGroups: 2,
      images: 5,
      groups: [
        ['cats/0.png', 'cats/copy-1.png', 'cats/copy-2.png'],
        ['cats/is-it-a-dog.png', 'dogs/0.png'],
      ],
    });
    expect(shown.labelConflicts).toEqual([{ files: ['cats/is-it-a-dog.png', 'dogs/0.png'], labels: ['cats', 'dogs'] }]);
    expect(shown.warnings).toEqual([expect.stringContaining('more than one class')]);
    const sides = sidesOf(db, 'pets');
    expect(new Set(['cats/0.png', 'cats/copy-1.png', 'cats/copy-2.png'].map((file) => sides.get(file))).size).toBe(1);
  }));

test('a class with a single image and an uneven data set are warned of by name', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    await writePictures(root, ['newt/1.png', ...Array.from({ length: 3 }, (_, i) => `cats/more-${i}.png`)]);
    mkdirSync(path.join(root, 'empty'));
    writeFileSync(path.join(root, 'empty', 'broken.jpg'), '');
    const { warnings, classes, split } = await addAndShow(db, root);
    expect(warnings).toEqual([
      expect.stringMatching(/folder "empty"/),
      expect.stringMatching(/^Class "newt" has a single picture/),
      expect.stringMatching(/"cats" has 13 pictures, "newt" 1/),
    ]);
    expect(classes.map(({ name }) => name)).toEqual(['cats', 'dogs', 'newt']);
    expect(split.train + split.val).toBe(24);
    expect(sidesOf(db, 'pets').get('newt/1.png')).toBe('train');
  }));

test('a folder that cannot be trained on says what is there and what to do, and leaves nothing behind', () =>
  withDatabase(async (db) => {
    const folder = tempFolder();
    const refused = async (name: string, message: RegExp, hint?: RegExp): Promise<void> => {
      await expect(addAndShow(db, path.join(folder, name))).rejects.toMatchObject({
        code: 'bad-data-set',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint ?? /folder/),
      });
    };
    mkdirSync(path.join(folder, 'empty'));
    await refused('empty', /no picture .*it is empty/);
    mkdirSync(path.join(folder, 'texts'));
    writeFileSync(path.join(folder, 'texts/notes.txt'), 'words');
    await refused('texts', /no picture .*1 other file$/);
    await writePictures(path.join(folder, 'flat'), ['1.png', '2.png']);
    await refused('flat', /2 pictures .*no class folder/);
    await writePictures(path.join(folder, 'one'), ['cats/1.png', 'cats/2.png']);
    await refused('one', /one class only, "cats", with 2 pictures$/, /second folder of pictures beside "cats"/);
    mkdirSync(path.join(folder, 'one/dogs'));
    await refused('one', /one class only, "cats", with 2 pictures$/, /^"dogs" holds no picture: put the pictures of that class into it/);
    await writePictures(path.join(folder, 'wrapped'), ['photos/cats/1.png', 'photos/dogs/2.png']);
    await refused(
      'wrapped',
      /one class only, "photos"/,
      /cats, dogs look like classes: name ".*wrapped\/photos"/,
    );
    mkdirSync(path.join(folder, 'broken/cats'), { recursive: true });
    writeFileSync(path.join(folder, 'broken/cats/1.jpg'), '<!doctype html><title>404</title>');
    await refused('broken', /None of the 1 picture file .*cats\/1\.jpg: .*web page/);
    writeFileSync(path.join(folder, 'file'), 'x');
    await refused('file', /is a file/);
    await expect(addAndShow(db, path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    expect(listDatasets(db)).toEqual([]);
  }));

test('a data set that became unusable keeps its last version', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    const first = await addAndShow(db, root);
    rmSync(path.join(root, 'dogs'), { recursive: true });
    await expect(addAndShow(db, root)).rejects.toMatchObject({ code: 'bad-data-set' });
    expect(showDataset(db, 'pets')).toEqual(first);
  }));

test('an id and an absolute folder find a data set; a folder that is none is added by resolve', () =>
  withDatabase(async (db) => {
    const folder = tempFolder();
    for (const name of ['a', 'b', 'c']) await catsAndDogs(path.join(folder, name));
    await addAndShow(db, path.join(folder, 'a'), { name: 'Pets' });
    expect(findDataset(db, 'pets').id).toBe('pets');
    expect(findDataset(db, path.join(folder, 'a')).id).toBe('pets');
    expect(() => findDataset(db, path.join(folder, 'b'))).toThrow(
      expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('datasets add') }),
    );
    await expect(resolveDataset(db, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    for (const text of ['Pets', '.', 'a', './a']) {
      expect(() => findDataset(db, text)).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
    expect((await resolveDataset(db, path.join(folder, 'c'))).id).toBe('c');
    expect((await resolveDataset(db, 'c')).id).toBe('c');
  }));

test('training sees absolute files, labels and sides, and new pictures after a rescan', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    const { dataset, version, classes, images } = await datasetForTraining(db, root);
    expect([dataset.id, version.number, classes]).toEqual(['pets', 1, ['cats', 'dogs']]);
    expect(images).toHaveLength(20);
    expect(images[19]).toMatchObject({ file: path.join(root, 'dogs/9.png'), label: 1, width: 24, height: 16 });
    await writePictures(root, ['cats/late.png']);
    expect((await datasetForTraining(db, 'pets', { rescan: false })).images).toHaveLength(20);
    expect((await datasetForTraining(db, 'pets')).images).toHaveLength(21);
    renameSync(root, `${root}-moved`);
    await expect(datasetForTraining(db, 'pets')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('relink pets'),
    });
  }));

test('a moved folder is linked again when its content is the same', () =>
  withDatabase(async (db) => {
    const folder = tempFolder();
    const [root, moved] = [path.join(folder, 'pets'), path.join(folder, 'animals')];
    await catsAndDogs(root);
    const before = await addAndShow(db, root);
    cpSync(root, moved, { recursive: true });
    writeFileSync(path.join(moved, 'cats/3.png'), await pictureBytes('something else'));
    rmSync(path.join(moved, 'cats/4.png'));
    await expect(relinkAndShow(db, 'pets', moved)).rejects.toMatchObject({
      code: 'bad-data-set',
      message: expect.stringMatching(/^2 of 20 pictures .*cats\/3\.png: its content.*cats\/4\.png: it is not there/),
    });
    for (const file of ['cats/3.png', 'cats/4.png']) cpSync(path.join(root, file), path.join(moved, file));
    utimesSync(path.join(moved, 'cats/3.png'), 1, 1);
    expect(await relinkAndShow(db, 'pets', moved)).toEqual({ ...before, root: moved });
    expect(await addAndShow(db, moved)).toEqual({ ...before, root: moved });
    expect((await addAndShow(db, root)).id).toBe('pets-2');
    await expect(relinkAndShow(db, 'pets', root)).rejects.toMatchObject({
      code: 'already-exists',
      hint: expect.stringContaining('pets-2'),
    });
  }));

test('remove takes rows only; with runs the data set is hidden and comes back as it was', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    await addAndShow(db, root);
    expect(removeDataset(db, 'pets')).toEqual({ id: 'pets', name: 'pets', keptForRuns: [], keptForStudies: [], keptLabels: false });
    expect(db.$client.prepare('SELECT count(*) FROM images').pluck().get()).toBe(0);

    const first = await addAndShow(db, root);
    const versionId = currentVersion(db, 'pets')!.id;
    createRun(db, { datasetVersionId: versionId, backboneId: 'starter', spec: {} });
    expect(removeDataset(db, root)).toMatchObject({ keptForRuns: [1] });
    expect(listDatasets(db)).toEqual([]);
    expect(() => showDataset(db, 'pets')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(versionForTraining(db, versionId).images).toHaveLength(20);
    expect(await addAndShow(db, root)).toEqual(first);
  }));

test('a cancelled scan stores nothing', () =>
  withDatabase(async (db) => {
    const root = path.join(tempFolder(), 'pets');
    await catsAndDogs(root);
    const abort = new AbortController();
    const added = addAndShow(db, root, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(added).rejects.toMatchObject({ code: 'cancelled' });
    expect(listDatasets(db)).toEqual([]);
  }));

test('two processes that add the same folder at once make one data set', async () => {
  const folder = tempFolder();
  const [root, file] = [path.join(folder, 'pets'), path.join(folder, 'graft.sqlite')];
  await catsAndDogs(root);
  const script = `
    import { openDatabase } from '${path.resolve('src/core/store/database.ts')}';
    import { addDataset } from '${path.resolve('src/core/datasets/scanning/add-dataset.ts')}';
    console.log((await addDataset(openDatabase(process.argv[1]), process.argv[2])).id);
  `;
  const add = promisify(execFile);
  const said = await Promise.all(
    [1, 2, 3].map(() => add(process.execPath, ['--input-type=module-typescript', '-e', script, file, root])),
  );
  expect(said.map(({ stdout }) => stdout.trim())).toEqual(['pets', 'pets', 'pets']);
  const db = openDatabase(file);
  expect(listDatasets(db)).toMatchObject([{ id: 'pets', version: 1, images: 20 }]);
  closeDatabase(db);
});

test('layouts: sides stay sides when something is put beside them later', () =>
  withDatabase(async (db) => {
    const root = tempFolder();
    await writePictures(root, ['train/a/1.png', 'train/a/2.png', 'train/b/1.png', 'train/b/2.png']);
    expect((await addAndShow(db, root)).layout).toEqual({ kind: 'sides', sides: ['train'], ignored: [] });
    await writePictures(root, ['pictures of the bus/1.png']);
    const after = await addAndShow(db, root);
    expect(after).toMatchObject({ version: 1, classes: [{ name: 'a' }, { name: 'b' }], layout: { kind: 'sides' } });
    expect(after.layout.ignored).toEqual([{ folder: 'pictures of the bus', reason: expect.stringMatching(/beside the folders of training/), values: { kind: 'no-side', count: 1 } }]);
    // Who means it can say so.
    expect((await addAndShow(db, root, { layout: 'classes' })).classes.map(({ name }) => name)).toEqual(['pictures of the bus', 'train']);
  }));
