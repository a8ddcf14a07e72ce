import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addAndShow, relinkAndShow, showDataset } from '../../../../test/add-and-show.ts';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { addCameraImage } from './camera-image.ts';
import { datasetForTraining } from './dataset-for-training.ts';
import { cameraFolder, imageFile } from '../files/image-location.ts';

test('a picture of the camera trains with its class, lies in the data folder, and stays through scans and a move', async () => {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png']);
  const db = openDatabase(path.join(tempFolder(), 'graft.sqlite'));
  await addAndShow(db, root);
  const folder = cameraFolder(db, 'pets');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'one.png'), await pictureBytes('one'));
  writeFileSync(path.join(folder, 'two.png'), 'no picture');

  const added = await addCameraImage(db, 'pets', path.join(folder, 'one.png'), 'hands');
  expect(added).toMatchObject({
    changed: 1,
    did: { kind: 'label', label: 'hands', images: 1 },
    classes: expect.arrayContaining([{ name: 'hands', count: 1 }]),
  });
  expect(imageFile(db, added.image).file).toBe(path.join(folder, 'one.png'));
  // Said twice it is the same picture.
  expect(await addCameraImage(db, 'pets', 'one.png', 'hands')).toMatchObject({ changed: 0, image: added.image });
  await expect(addCameraImage(db, 'pets', 'two.png', 'hands')).rejects.toMatchObject({ code: 'bad-image' });
  await expect(addCameraImage(db, 'pets', '../one.png', 'hands')).rejects.toMatchObject({ code: 'bad-usage' });
  await expect(addCameraImage(db, 'pets', path.join(root, 'cats/1.png'), 'hands')).rejects.toMatchObject({
    code: 'bad-usage',
  });

  for (const _ of [1, 2]) {
    const seen = await datasetForTraining(db, root);
    expect(seen.classes).toEqual(['cats', 'dogs', 'hands']);
    expect(seen.images.find((image) => image.path === '.camera/one.png')?.file).toBe(path.join(folder, 'one.png'));
  }
  const moved = path.join(tempFolder(), 'animals');
  await writePictures(moved, ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png']);
  expect(await relinkAndShow(db, 'pets', moved)).toMatchObject({ images: 5 });

  rmSync(path.join(folder, 'one.png'));
  await addAndShow(db, moved);
  expect(showDataset(db, 'pets')).toMatchObject({
    images: 4,
    bad: [{ file: '.camera/one.png', reason: expect.any(String) }],
  });
  closeDatabase(db);
});
