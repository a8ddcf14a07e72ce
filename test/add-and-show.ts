import { expect } from 'vitest';
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
  const { id, state, ...more } = await addDataset(db, folder, options);
  const shown = showDataset(db, id);
  // What was stored is told without reading it: as whoever reads it has it.
  const stored = state();
  if (stored) expect(datasetJson(datasetReport(db, id, stored))).toEqual(shown);
  return { ...shown, ...more };
}

/** Relinks a data set and answers what it is then. */
export async function relinkAndShow(db: Database, idOrFolder: string, folder: string): Promise<DatasetJson> {
  const { id } = (await relinkDataset(db, idOrFolder, folder)).dataset;
  return showDataset(db, id);
}
