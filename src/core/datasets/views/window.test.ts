import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase, type Database } from '../../store/database.ts';
import { saveEvaluation } from '../../store/predictions.ts';
import { createRun, updateRun } from '../../store/runs.ts';
import type { Metrics } from '../../../shared/metrics.ts';
import { addClass } from '../labels/class-names.ts';
import { datasetForTraining } from '../scanning/dataset-for-training.ts';
import { datasetState } from '../version/dataset-state.ts';
import { datasetView } from './dataset-view.ts';
import { ensureVersion } from '../version/ensure-version.ts';
import { imageDetails } from './image-details.ts';
import { imageIndex } from './image-index.ts';
import { labelTable } from './label-table.ts';
import { setExcluded, setLabel } from '../labels/labels.ts';
import { markOpened, openDataset, rescanDataset } from '../scanning/open-dataset.ts';
import { projectCards } from './project-cards.ts';
import { removeDataset } from '../known/remove-dataset.ts';
import { sampleFolder } from '../files/sample-folder.ts';
import { setSplit } from '../version/set-split.ts';

const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}/${i}.png`);

const changes = (...list: object[]) => ({ kind: 'changes', changes: list });

async function withPets(work: (db: Database, root: string, row: (file: string) => number) => Promise<void>): Promise<void> {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, [...numbered('cats', 10), ...numbered('dogs', 10)]);
  const db = openDatabase(path.join(tempFolder(), 'graft.sqlite'));
  try {
    const { id } = await openDataset(db, root);
    const row = (file: string): number => datasetState(db, id).images.find((image) => image.file.path === file)!.file.id;
    await work(db, root, row);
  } finally {
    closeDatabase(db);
  }
}

const filesOf = (db: Database, filter: Parameters<typeof imageIndex>[2]): string[] => {
  const { image } = datasetState(db, 'pets');
  return imageIndex(db, 'pets', filter).ids.map((id) => image(id)!.file.path);
};

test('a folder without classes is opened, labelled from nothing, and trained on; before that training says why not', async () => {
  const root = path.join(tempFolder(), 'photos');
  await writePictures(root, ['1.png', '2.png', '3.png', '4.png']);
  const db = openDatabase(':memory:');
  expect(await openDataset(db, root)).toEqual({ id: 'photos', news: null });
  expect(datasetView(db, 'photos')).toMatchObject({
    version: null,
    hasChanges: false,
    classes: [],
    images: 4,
    unlabelled: 4,
  });
  await expect(datasetForTraining(db, 'photos')).rejects.toMatchObject({
    code: 'bad-data-set',
    message: expect.stringContaining('lie in no class folder'),
    hint: expect.stringContaining('label them'),
  });
  // By path; rows are numbered as the scan came upon them.
  const [one, two, three, four] = imageIndex(db, 'photos', {}).ids as [number, number, number, number];
  expect(projectCards(db)).toMatchObject([{ version: null, images: 4, classes: 0, thumbnails: [one, two, three, four] }]);

  addClass(db, 'photos', 'sharp');
  setLabel(db, 'photos', [one, two], 'sharp');
  expect(() => ensureVersion(db, 'photos')).toThrow(/one class only, "sharp", with 2 pictures/);
  setLabel(db, 'photos', [three], 'blurred');
  expect(datasetView(db, 'photos')).toMatchObject({
    version: null,
    hasChanges: true,
    classes: [
      { name: 'blurred', count: 1 },
      { name: 'sharp', count: 2 },
    ],
    unlabelled: 1,
  });
  const seen = await datasetForTraining(db, 'photos');
  expect(seen.images.map((image) => [image.path, seen.classes[image.label]])).toEqual([
    ['1.png', 'sharp'],
    ['2.png', 'sharp'],
    ['3.png', 'blurred'],
  ]);
  expect(datasetView(db, 'photos')).toMatchObject({ version: 1, hasChanges: false });
  expect(labelTable(db, 'photos').at(-1)).toEqual({
    file: '4.png',
    label: null,
    folderLabel: null,
    isExcluded: false,
    split: null,
  });
  closeDatabase(db);
});

test('a folder with no usable picture is refused; one that lost its pictures is shown empty', async () => {
  const folder = tempFolder();
  const db = openDatabase(':memory:');
  mkdirSync(path.join(folder, 'empty'));
  await expect(openDataset(db, path.join(folder, 'empty'))).rejects.toMatchObject({ code: 'bad-data-set' });
  writeFileSync(path.join(folder, 'empty', 'bad.jpg'), 'text');
  await expect(openDataset(db, path.join(folder, 'empty'))).rejects.toMatchObject({
    message: expect.stringContaining('bad.jpg'),
  });
  expect(projectCards(db)).toEqual([]);

  await writePictures(path.join(folder, 'pets'), ['cats/1.png', 'dogs/1.png']);
  await openDataset(db, path.join(folder, 'pets'));
  rmSync(path.join(folder, 'pets/cats'), { recursive: true });
  rmSync(path.join(folder, 'pets/dogs'), { recursive: true });
  expect(await rescanDataset(db, 'pets')).toEqual({ id: 'pets', news: changes({ what: 'gone', count: 2 }) });
  expect(datasetView(db, 'pets')).toMatchObject({ images: 0, version: 1, hasChanges: true });
  rmSync(path.join(folder, 'pets'), { recursive: true });
  await expect(rescanDataset(db, 'pets')).rejects.toMatchObject({
    code: 'not-found',
    hint: expect.stringContaining('relink'),
  });
  closeDatabase(db);
});

test('the sample opens with its six classes and nothing to mend', async () => {
  const db = openDatabase(':memory:');
  const { id } = await openDataset(db, sampleFolder);
  expect(datasetView(db, id)).toMatchObject({ images: 288, version: 1, findings: [{ kind: 'cut-off', count: 30, usual: 'crop' }], unlabelled: 0 });
  expect(datasetView(db, id).classes).toHaveLength(6);
  closeDatabase(db);
});

test('every filter of the wall, alone and together', () =>
  withPets(async (db, root, row) => {
    cpSync(path.join(root, 'cats/0.png'), path.join(root, 'dogs/copy.png'));
    cpSync(path.join(root, 'cats/1.png'), path.join(root, 'cats/twin.png'));
    writeFileSync(path.join(root, 'cats/broken.jpg'), '');
    writeFileSync(path.join(root, 'cats/Zoë.png'), await pictureBytes('zoe'));
    expect(await rescanDataset(db, 'pets')).toMatchObject({
      news: changes(
        { what: 'added', count: 3, classes: 2, named: [{ name: 'cats', count: 2 }, { name: 'dogs', count: 1 }] },
        { what: 'unreadable', count: 1 },
      ),
    });
    setLabel(db, 'pets', [row('dogs/9.png')], 'cats');
    setExcluded(db, 'pets', [row('dogs/8.png')], true);

    const all = imageIndex(db, 'pets', {});
    expect(all.classes).toEqual(['cats', 'dogs']);
    expect([all.ids.length, all.labels.length, all.flags.length]).toEqual([24, 24, 24]);
    const flags = Object.fromEntries(all.ids.map((id, i) => [datasetState(db, 'pets').image(id)!.file.path, all.flags[i]]));
    expect(flags).toMatchObject({ 'cats/broken.jpg': 2, 'dogs/9.png': 4, 'dogs/8.png': 1, 'cats/0.png': 0 });

    expect(filesOf(db, { className: 'dogs' })).toHaveLength(10);
    expect(filesOf(db, { className: null })).toEqual([]);
    expect(filesOf(db, { className: 'nobody' })).toEqual([]);
    expect(filesOf(db, { problem: 'duplicates' })).toEqual(['cats/0.png', 'cats/1.png', 'cats/twin.png', 'dogs/copy.png']);
    expect(filesOf(db, { problem: 'label-conflicts' })).toEqual(['cats/0.png', 'dogs/copy.png']);
    expect(filesOf(db, { problem: 'unreadable' })).toEqual(['cats/broken.jpg']);
    expect(filesOf(db, { problem: 'excluded' })).toEqual(['dogs/8.png']);
    expect(filesOf(db, { problem: 'across-sides' })).toEqual([]);
    expect(filesOf(db, { search: ' ZOË '.normalize('NFD') })).toEqual(['cats/Zoë.png']);
    expect(filesOf(db, { search: 'zoe' })).toEqual(['cats/Zoë.png']);
    expect(filesOf(db, { search: 'twin', className: 'dogs' })).toEqual([]);

    const seen = await datasetForTraining(db, 'pets', { rescan: false });
    for (const split of ['train', 'val', 'test'] as const) {
      expect(filesOf(db, { split })).toEqual(
        seen.images.filter((image) => image.split === split).map((image) => image.path),
      );
    }
    const validation = seen.images.filter((image) => image.split === 'val');
    const run = createRun(db, { datasetVersionId: seen.version.id, backboneId: 'b', spec: {} });
    const metrics = { accuracy: 0.75, correct: 3, images: 4, macroF1: 0.7 } as Metrics;
    saveEvaluation(
      db,
      { runId: run.id, datasetVersionId: seen.version.id, split: 'val', metrics },
      validation.map(({ id, path: file, label }, i) => ({
        imageId: id,
        file,
        label,
        predicted: i === 0 ? 1 - label : label,
        probabilities: Float32Array.of(0.5, 0.5),
      })),
    );
    expect(filesOf(db, { wrongByRun: run.id })).toEqual([validation[0]!.path]);
    expect(() => imageIndex(db, 'pets', { wrongByRun: 99 })).toThrow(expect.objectContaining({ code: 'not-found' }));
    updateRun(db, run.id, { state: 'done', finishedAtMs: 5 });
    expect(projectCards(db)).toMatchObject([{ bestRun: { run: run.id, accuracy: 0.75 }, activeRuns: 0 }]);

    expect(datasetView(db, 'pets').findings).toEqual([
      { kind: 'unreadable', count: 1 },
      { kind: 'label-conflicts', count: 2 },
      { kind: 'duplicates', count: 4, groups: 2 },
      { kind: 'few-images', count: 2, enough: 20, smallest: [{ name: 'dogs', count: 9 }, { name: 'cats', count: 13 }] },
      { kind: 'excluded', count: 1 },
    ]);
  }));

test('classes that are small and uneven are found, with the pictures they have', () =>
  withPets(async (db, _root, row) => {
    setLabel(db, 'pets', Array.from({ length: 9 }, (_, i) => row(`dogs/${i}.png`)), 'cats');
    const [dogs, cats] = [{ name: 'dogs', count: 1 }, { name: 'cats', count: 19 }];
    expect(datasetView(db, 'pets').findings).toEqual([
      { kind: 'few-images', count: 2, enough: 20, smallest: [dogs, cats] },
      { kind: 'imbalance', count: 1, most: cats, least: dogs },
    ]);
  }));

test('details name the folder, the label that counts, copies, and pictures of the past', () =>
  withPets(async (db, root, row) => {
    cpSync(path.join(root, 'cats/1.png'), path.join(root, 'cats/twin.png'));
    await rescanDataset(db, 'pets');
    setLabel(db, 'pets', [row('cats/1.png')], 'dogs');
    const [one] = imageDetails(db, 'pets', [row('cats/1.png')]);
    expect(one).toMatchObject({
      file: 'cats/1.png',
      path: path.join(root, 'cats/1.png'),
      width: 24,
      height: 16,
      folderLabel: 'cats',
      label: 'dogs',
      isExcluded: false,
      problem: null,
      duplicates: [{ id: row('cats/twin.png'), file: 'cats/twin.png' }],
    });
    const old = row('dogs/2.png');
    ensureVersion(db, 'pets');
    writeFileSync(path.join(root, 'dogs/2.png'), await pictureBytes('another'));
    expect(await rescanDataset(db, 'pets')).toMatchObject({ news: changes({ what: 'changed', count: 1 }) });
    expect(imageDetails(db, 'pets', [old, row('dogs/2.png')])).toMatchObject([
      { id: old, label: 'dogs', split: null, problem: expect.stringContaining('changed or gone') },
      { label: 'dogs', problem: null },
    ]);
    await writePictures(path.join(root, '..', 'other'), ['x/1.png', 'y/1.png']);
    await openDataset(db, path.join(root, '..', 'other'));
    const [stranger] = imageIndex(db, 'other', {}).ids;
    expect(() => imageDetails(db, 'pets', [stranger!])).toThrow(expect.objectContaining({ code: 'not-found' }));
  }));

test('another split is a version at once, and the one before comes back when it is asked for', () =>
  withPets(async (db) => {
    const before = labelTable(db, 'pets');
    setSplit(db, 'pets', { val: 0.3, test: 0.2, seed: 7 });
    expect(datasetView(db, 'pets')).toMatchObject({
      version: 2,
      hasChanges: false,
      split: { train: 10, val: 6, test: 4 },
      shares: { val: 0.3, test: 0.2, seed: 7 },
    });
    setSplit(db, 'pets', { val: 0.3, test: 0.2, seed: 7 });
    expect(datasetView(db, 'pets').version).toBe(2);
    setSplit(db, 'pets', { val: 0.2, test: 0, seed: 0 });
    expect(labelTable(db, 'pets')).toEqual(before);
    expect(() => setSplit(db, 'pets', { val: 0.8, test: 0.3, seed: 0 })).toThrow(expect.objectContaining({ field: 'val' }));
    // What a command sees is what the window asked for.
    setSplit(db, 'pets', { val: 0.5, test: 0, seed: 1 });
    expect((await datasetForTraining(db, 'pets')).images.filter((image) => image.split === 'val')).toHaveLength(10);
  }));

test('a data set forgotten with labels has them again when its folder is opened again', () =>
  withPets(async (db, root, row) => {
    setLabel(db, 'pets', [row('cats/1.png')], 'dogs');
    expect(removeDataset(db, 'pets')).toMatchObject({ keptForRuns: [], keptLabels: true });
    expect(projectCards(db)).toEqual([]);
    await openDataset(db, root);
    markOpened(db, 'pets');
    expect(projectCards(db)).toMatchObject([{ id: 'pets', openedAtMs: expect.any(Number) }]);
    expect(imageDetails(db, 'pets', [row('cats/1.png')])).toMatchObject([{ label: 'dogs' }]);
  }));
