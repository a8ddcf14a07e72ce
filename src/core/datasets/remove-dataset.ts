import { inTransaction, type Database } from '../store/database.ts';
import { deleteDataset, runsOfDataset, updateDataset } from '../store/datasets.ts';
import { findDataset } from './find-dataset.ts';

export interface RemovedDataset {
  id: string;
  name: string;
  /** Runs that still know what they saw; the data set is hidden instead of deleted while there are any. */
  keptForRuns: number[];
}

/** Takes a data set off the list. Only rows of the database go; the user's files are not touched. @throws `not-found` */
export function removeDataset(db: Database, idNameOrFolder: string): RemovedDataset {
  return inTransaction(db, () => {
    const { id, name } = findDataset(db, idNameOrFolder);
    const keptForRuns = runsOfDataset(db, id);
    if (keptForRuns.length > 0) updateDataset(db, id, { removedAtMs: Date.now() });
    else deleteDataset(db, id);
    return { id, name, keptForRuns };
  });
}
