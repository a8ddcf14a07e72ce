import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { addAndShow } from '../../../../test/add-and-show.ts';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { openDatabase } from '../../store/database.ts';
import { datasetState } from '../version/dataset-state.ts';
import { datasetView } from './dataset-view.ts';
import { trainingNotices } from './training-notices.ts';

/** A grey PNG of 16 bits a sample with values up to `most`. */
const deep = (most: number, seed: number): Promise<Buffer> =>
  sharp(Uint16Array.from({ length: 24 * 16 }, (_, i) => (i * 37 + seed) % (most + 1)), { raw: { width: 24, height: 16, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();

test('what of a folder training does not see, or sees badly, is said where it starts, one notice a kind', async () => {
  const root = path.join(tempFolder(), 'pets');
  const write = (name: string, bytes: Uint8Array): void => writeFileSync(path.join(root, name), bytes);
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png', 'stray.png']);
  write('cats/cut.png', (await pictureBytes('cut')).subarray(0, -40));
  write('dogs/cut.png', (await pictureBytes('cut too')).subarray(0, -40));
  write('dogs/phone.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'));
  write('dogs/12.png', await deep(4095, 1));
  write('dogs/16.png', await deep(65_535, 2));
  symlinkSync('cats', path.join(root, 'kittens'));
  const db = openDatabase(':memory:');
  for (const { version } of [await addAndShow(db, root), await addAndShow(db, root)]) {
    expect(version).toBe(1);
    const notices = trainingNotices(datasetState(db, 'pets'));
    expect(notices).toEqual([
      { about: 'files-left-out', count: 3, of: 10, reasons: [
        { reason: expect.stringContaining('PNG'), values: { kind: 'truncated', format: 'PNG' }, count: 2 },
        { reason: 'a HEIC picture', values: { kind: 'unread', what: 'heic-picture', advice: 'phone' }, count: 1 },
      ] },
      { about: 'without-label', count: 1, example: 'stray.png' },
      { about: 'folders-left-out', count: 1, folders: [expect.objectContaining({ folder: 'kittens', reason: 'linked', target: 'cats' })] },
      { about: 'dim-pictures', count: 1, of: 7 },
    ]);
  }
  expect(datasetView(db, 'pets').findings).toContainEqual({ kind: 'dim', count: 1 });
});

test('class folders without pictures are said, the outermost by name, until they hold some; other folders without pictures are not', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png']);
  for (const folder of ['birds/old/older', 'fish', 'cats/none']) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'fish', 'notes.txt'), 'no picture');
  const db = openDatabase(':memory:');
  const named = async (): Promise<string[]> => {
    const { classes, layout } = await addAndShow(db, root);
    for (const { folder } of layout.ignored) expect(classes.map(({ name }) => name)).not.toContain(folder);
    return trainingNotices(datasetState(db, 'pets')).flatMap((notice) =>
      notice.about === 'folders-left-out' ? notice.folders.map(({ folder, reason, count }) => `${folder}: ${reason} ${count}`) : [notice.about],
    );
  };
  expect(await named()).toEqual(['birds: empty 0', 'fish: empty 0']);
  expect(datasetView(db, 'pets').findings).toContainEqual(expect.objectContaining({ kind: 'folders-left-out', count: 2 }));
  await writePictures(root, ['fish/1.png', 'fish/2.png']);
  expect(await named()).toEqual(['birds: empty 0']);
  rmSync(path.join(root, 'birds'), { recursive: true });
  expect(await named()).toEqual([]);
});

test('on the sides of a folder a class is said to be without pictures where no side has any', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['train/cats/1.png', 'train/dogs/1.png', 'test/cats/2.png']);
  for (const folder of ['train/birds', 'test/birds', 'test/dogs', 'val']) mkdirSync(path.join(root, folder));
  const db = openDatabase(':memory:');
  await addAndShow(db, root);
  expect(trainingNotices(datasetState(db, 'pets'))).toEqual([
    { about: 'folders-left-out', count: 2, folders: [{ folder: 'test/birds', reason: 'empty', count: 0 }, { folder: 'train/birds', reason: 'empty', count: 0 }] },
  ]);
});

test('where nothing is left out nothing is said', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png']);
  const db = openDatabase(':memory:');
  await addAndShow(db, root);
  expect(trainingNotices(datasetState(db, 'pets'))).toEqual([]);
});
