import path from 'node:path';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addDataset } from '../../core/datasets/scanning/add-dataset.ts';
import { setExcluded } from '../../core/datasets/labels/labels.ts';
import { datasetReport } from '../../core/datasets/views/dataset-report.ts';
import { datasetView } from '../../core/datasets/views/dataset-view.ts';
import { datasetState } from '../../core/datasets/version/dataset-state.ts';
import { closeDatabase, openDatabase } from '../../core/store/database.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { datasetJson } from '../commands/dataset-json.ts';
import { datasetWarnings } from './dataset-warnings.ts';

const numbered = (folder: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${folder}/${i}.png`);

test('every kind of trouble has its sentence, and the window counts the same of it as the terminal', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, [
    ...numbered('train/cat', 34),
    ...numbered('val/cat', 2),
    ...numbered('train/dog', 2),
    ...numbered('val/dog', 1),
    ...numbered('train/owl', 2),
    ...numbered('val/rat', 2),
    'train/newt/0.png',
    'train/yak/0.png',
    'stray.png',
  ]);
  mkdirSync(path.join(root, 'train/empty'));
  writeFileSync(path.join(root, 'train/empty/broken.jpg'), '');
  const copy = (from: string, to: string) => copyFileSync(path.join(root, from), path.join(root, to));
  copy('train/cat/0.png', 'val/cat/copy.png');
  copy('train/cat/1.png', 'train/dog/copy.png');
  const db = openDatabase(path.join(tempFolder(), 'graft.sqlite'));
  const { id } = await addDataset(db, root);
  const yak = datasetState(db, id).images.find(({ label }) => label === 'yak')!;
  setExcluded(db, id, [yak.file.id], true);

  const report = datasetReport(db, id);
  expect(datasetWarnings(report)).toEqual([
    'Left out: 1 picture lies outside the class folders of train, val and test, such as "stray.png".',
    'No file in the folder "empty" is a usable picture, so it is no class.',
    'Every picture of the folder "yak" was excluded or given another class, so it is no class.',
    expect.stringMatching(/^Class "newt" has a single picture/),
    expect.stringMatching(/^Class "owl" has no validation picture/),
    expect.stringMatching(/^Class "rat" has no training picture/),
    expect.stringMatching(/^The classes are uneven: "cat" has 37 pictures, "newt" 1;/),
    '2 pictures of equal content lie in more than one class, for example "train/cat/1.png" and "train/dog/copy.png"; keep each in one.',
    '2 pictures of equal content are on more than one side of the split, for example "train/cat/0.png" and "val/cat/copy.png"; the accuracy will look better than it is.',
  ]);
  const [printed, shown] = [datasetJson(report), datasetView(db, id)];
  expect(printed).toMatchObject({ duplicates: { exactGroups: 2, images: 4 }, excluded: 1, bad: [{ file: 'train/empty/broken.jpg' }] });
  expect([printed.findings, printed.excluded, printed.bad, printed.split, printed.hasChanges]).toEqual([
    shown.findings,
    shown.excluded,
    shown.unreadable,
    shown.split,
    shown.hasChanges,
  ]);
  expect(shown.findings).toContainEqual({ kind: 'duplicates', count: 4, groups: printed.duplicates.exactGroups });
});

test.runIf(process.platform === 'linux')('classes whose names look alike, or end in a blank, are told at the scan', async () => {
  const root = path.join(tempFolder(), 'plots');
  await writePictures(root, ['Rust', 'rust ', 'oak '].flatMap((name) => numbered(name, 20)));
  const db = openDatabase(':memory:');
  const { id } = await addDataset(db, root);
  expect(datasetWarnings(datasetReport(db, id))).toEqual([
    'The classes "Rust", "rust " differ in blanks or capitals alone; if they are one, put their pictures into one folder.',
    'The name of class "oak " begins or ends with a blank, which is easily overlooked; rename its folder if that is a slip.',
  ]);
  expect(datasetView(db, id).findings).toEqual([{ kind: 'names-alike', count: 2, names: [['Rust', 'rust '], ['oak ']] }]);
  closeDatabase(db);
});
