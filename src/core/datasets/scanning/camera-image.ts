import path from 'node:path';
import type { LabelChange } from '../../../shared/contract/image-calls.ts';
import { becauseOf } from '../../because-of.ts';
import { StudioError } from '../../errors.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { saveScan } from '../../store/images.ts';
import { whenFree } from '../../store/when-free.ts';
import { checkClassName } from '../labels/class-names.ts';
import { cameraFolder, cameraPath } from '../files/image-location.ts';
import type { Verdict } from '../files/inspect-file.ts';
import { setLabel } from '../labels/labels.ts';
import { needDataset } from '../known/find-dataset.ts';
import { cameraFile } from './scan-dataset.ts';

/**
 * Takes a picture that lies in the camera's folder of a data set (`cameraFolder`) into it, with a class. `file` is its name
 * there, or its absolute path; `inspected` what is known of its content already.
 * @throws StudioError `not-found` (data set), `bad-usage` (a file elsewhere, a bad class name), `bad-image`
 */
export async function addCameraImage(
  db: Database,
  datasetId: string,
  file: string,
  label: string,
  inspected?: Verdict,
): Promise<LabelChange & { image: number }> {
  needDataset(db, datasetId);
  checkClassName(label);
  const folder = cameraFolder(db, datasetId);
  const absolute = path.resolve(folder, file);
  if (path.dirname(absolute) !== folder) {
    throw new StudioError('bad-usage', `${absolute} does not lie in the camera's folder ${folder}`, { values: { kind: 'camera-elsewhere', file: absolute, folder }, field: 'file' });
  }
  const row = cameraPath(path.basename(absolute));
  const scanned = await cameraFile(absolute, { path: row }, inspected);
  if (scanned.problem !== null) {
    throw new StudioError('bad-image', `The camera's picture ${absolute} cannot be used: ${scanned.problem}`, {
      field: 'file',
      values: becauseOf('image-unusable', scanned.problemValues ?? { kind: 'never-read' }, { file: absolute }),
      hint: 'Take it again.',
    });
  }
  return whenFree(() =>
    inTransaction(db, () => {
      needDataset(db, datasetId);
      const image = saveScan(db, datasetId, [scanned], () => true).get(row)!;
      return { image, ...setLabel(db, datasetId, [image], label) };
    }),
  );
}
