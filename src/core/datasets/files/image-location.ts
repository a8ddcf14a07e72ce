import path from 'node:path';
import { datasetFolder } from '../../data-folder.ts';
import { StudioError } from '../../errors.ts';
import { becauseOf } from '../../because-of.ts';
import { folderOfDatabase, type Database } from '../../store/database.ts';
import { getDataset } from '../../store/datasets.ts';
import { getImage } from '../../store/images.ts';

/**
 * Begins the path of a picture that the camera took: it lies in the data folder, not in the user's. No scan can find such
 * a path in a user's folder, since hidden entries are not looked at.
 */
const cameraPrefix = '.camera/';

export const cameraPath = (file: string): string => `${cameraPrefix}${file}`;
export const isCameraPath = (relative: string): boolean => relative.startsWith(cameraPrefix);

/** Where the camera's pictures of a data set are kept: `datasets/<id>/camera` in the data folder. */
export const cameraFolder = (db: Database, datasetId: string): string =>
  path.join(datasetFolder(folderOfDatabase(db), datasetId), 'camera');

/** The absolute file of a picture, from its path in the database (relative, `/`). */
export function locateImage(db: Database, dataset: { id: string; root: string }, relative: string): string {
  if (!isCameraPath(relative)) return path.join(dataset.root, relative);
  return path.join(cameraFolder(db, dataset.id), relative.slice(cameraPrefix.length));
}

/**
 * Where a picture lies and what it held when it was scanned; the file may have changed or gone since.
 * @throws StudioError `not-found` (no such row), `bad-image` (it was no usable picture)
 */
export function imageFile(db: Database, imageId: number): { file: string; sha256: string } {
  const image = getImage(db, imageId);
  if (image.sha256 === null || image.problem !== null) {
    throw new StudioError('bad-image', `${image.path} is no usable picture: ${image.problem ?? 'it was never read'}`, {
      field: 'image',
      values: becauseOf('image-unusable', image.problemValues ?? { kind: 'never-read' }, { file: image.path }),
      hint: 'Repair or replace the file; the next scan looks at it again.',
    });
  }
  return { file: locateImage(db, getDataset(db, image.datasetId), image.path), sha256: image.sha256 };
}
