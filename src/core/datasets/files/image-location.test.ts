import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { saveScan } from '../../store/images.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { cameraPath, imageFile, isCameraPath } from './image-location.ts';

const scanned = (file: string, problem: string | null = null): ScannedFile => ({
  path: file,
  sha256: problem === null ? `sha of ${file}` : null,
  sizeBytes: 1,
  modifiedMs: 1,
  width: problem === null ? 1 : null,
  height: problem === null ? 1 : null,
  problem,
});

test('a picture is found in the folder of its data set, one of the camera in the data folder', () => {
  const home = tempFolder();
  const db = openDatabase(path.join(home, 'graft.sqlite'));
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/pictures/weeds' });
  const files = [scanned('dock/1.jpg'), scanned(cameraPath('one.jpg')), scanned('bad.jpg', 'the file is empty')];
  const ids = saveScan(db, 'weeds', files);
  expect(imageFile(db, ids.get('dock/1.jpg')!)).toEqual({ file: '/pictures/weeds/dock/1.jpg', sha256: 'sha of dock/1.jpg' });
  expect(imageFile(db, ids.get('.camera/one.jpg')!).file).toBe(path.join(home, 'datasets/weeds/camera/one.jpg'));
  expect(() => imageFile(db, ids.get('bad.jpg')!)).toThrow(
    expect.objectContaining({ code: 'bad-image', message: expect.stringContaining('the file is empty') }),
  );
  expect(() => imageFile(db, 99)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(['.camera/a.jpg', 'a/.camera/b.jpg', '.camera', 'camera/a.jpg'].map(isCameraPath)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  closeDatabase(db);
});
