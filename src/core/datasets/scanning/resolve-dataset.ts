import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../store/database.ts';
import { getDataset, type DatasetRow } from '../../store/datasets.ts';
import { addDataset, type AddOptions } from './add-dataset.ts';
import { findDataset, needFolder } from '../known/find-dataset.ts';

/**
 * The data set with this id or of this absolute folder, after a scan: a folder is added, a data set whose folder has changed gets
 * another version. `rescan: false` takes a known data set as it was last scanned, even if its folder is gone.
 * @throws StudioError `not-found`, `bad-usage`, `bad-data-set`, `cancelled`
 */
export async function resolveDataset(
  db: Database,
  idOrFolder: string,
  options: AddOptions & { rescan?: boolean } = {},
): Promise<DatasetRow> {
  const { rescan = true, ...addOptions } = options;
  if (path.isAbsolute(idOrFolder) && existsSync(idOrFolder)) {
    return getDataset(db, (await addDataset(db, idOrFolder, addOptions)).id);
  }
  const dataset = findDataset(db, idOrFolder);
  if (!rescan) return dataset;
  needFolder(dataset);
  return getDataset(db, (await addDataset(db, dataset.root, { ...addOptions, again: dataset })).id);
}
