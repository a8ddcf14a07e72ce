import { findDataset } from '../src/core/datasets/known/find-dataset.ts';
import { addDataset, type AddedDataset, type AddOptions } from '../src/core/datasets/scanning/add-dataset.ts';
import { relinkDataset } from '../src/core/datasets/scanning/relink-dataset.ts';
import { datasetReport } from '../src/core/datasets/views/dataset-report.ts';
import type { Database } from '../src/core/store/database.ts';
import { datasetJson, type DatasetJson } from '../src/main/commands/dataset-json.ts';

/** What `graft datasets show --json` prints. */
export const showDataset = (db: Database, idOrFolder: string): DatasetJson => datasetJson(datasetReport(db, findDataset(db, idOrFolder).id));

/** Adds a folder, as `graft datasets add` does, and answers what that prints as JSON. */
export async function addAndShow(db: Database, folder: string, options: AddOptions = {}): Promise<DatasetJson & Pick<AddedDataset, 'match'>> {
  const { id, ...more } = await addDataset(db, folder, options);
  return { ...showDataset(db, id), ...more };
}

/** Relinks a data set and answers what it is then. */
export async function relinkAndShow(db: Database, idOrFolder: string, folder: string): Promise<DatasetJson> {
  const { id } = (await relinkDataset(db, idOrFolder, folder)).dataset;
  return showDataset(db, id);
}
