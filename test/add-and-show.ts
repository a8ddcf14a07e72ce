import { addDataset, type AddOptions } from '../src/core/datasets/scanning/add-dataset.ts';
import { relinkDataset } from '../src/core/datasets/scanning/relink-dataset.ts';
import { showDataset, type DatasetReport } from '../src/core/datasets/views/show-dataset.ts';
import type { Database } from '../src/core/store/database.ts';

/** Adds a folder, as `graft datasets add` does, and answers what that prints as JSON. */
export async function addAndShow(db: Database, folder: string, options: AddOptions = {}): Promise<DatasetReport> {
  const { id, ...more } = await addDataset(db, folder, options);
  return { ...showDataset(db, id), ...more };
}

/** Relinks a data set and answers what it is then. */
export async function relinkAndShow(db: Database, idOrFolder: string, folder: string): Promise<DatasetReport> {
  const { id } = await relinkDataset(db, idOrFolder, folder);
  return showDataset(db, id);
}
