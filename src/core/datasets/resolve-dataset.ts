import { existsSync } from 'node:fs';
import type { Database } from '../store/database.ts';
import { getDataset, type DatasetRow } from '../store/datasets.ts';
import { addDataset, type AddOptions } from './add-dataset.ts';
import { datasetCalled, findDataset, needFolder } from './find-dataset.ts';

/**
 * The data set that a user means by id, name or folder, after a scan: a folder is added, a data set whose folder has
 * changed gets another version. `rescan: false` takes a known data set as it was last scanned, even if its folder is gone.
 * @throws StudioError `not-found`, `bad-usage`, `bad-data-set`, `cancelled`
 */
export async function resolveDataset(
  db: Database,
  idNameOrFolder: string,
  options: AddOptions & { rescan?: boolean } = {},
): Promise<DatasetRow> {
  const { rescan = true, ...addOptions } = options;
  const called = datasetCalled(db, idNameOrFolder);
  if (called && !rescan) return called;
  if (called) needFolder(called);
  // Neither known nor there: the look-up words the error.
  else if (!existsSync(idNameOrFolder)) needFolder(findDataset(db, idNameOrFolder));
  return getDataset(db, (await addDataset(db, called?.root ?? idNameOrFolder, addOptions)).id);
}
