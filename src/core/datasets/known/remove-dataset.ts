import { inTransaction, type Database } from '../../store/database.ts';
import { deleteDataset, runsOfDataset, studiesOfDataset, updateDataset } from '../../store/datasets.ts';
import { listPresentImages } from '../../store/images.ts';
import { hasOwnWork } from '../../store/labels.ts';
import { findDataset } from './find-dataset.ts';

export interface RemovedDataset {
  id: string;
  name: string;
  /** Runs that still know what they saw; the data set is hidden instead of deleted while there are any. */
  keptForRuns: number[];
  /** The same of studies. */
  keptForStudies: number[];
  /** Labels were given or pictures taken in the studio: they are there again when the folder is added again. */
  keptLabels: boolean;
}

/** What would be forgotten with a data set. @throws `not-found` */
export function datasetToRemove(db: Database, idOrFolder: string): RemovedDataset & { root: string; images: number } {
  const { id, name, root } = findDataset(db, idOrFolder);
  const images = listPresentImages(db, id).length;
  return { id, name, root, images, ...keptFor(db, id) };
}

const keptFor = (db: Database, id: string) => ({ keptForRuns: runsOfDataset(db, id), keptForStudies: studiesOfDataset(db, id), keptLabels: hasOwnWork(db, id) });

/** Takes a data set off the list. Only rows of the database go; the user's files are not touched. @throws `not-found` */
export function removeDataset(db: Database, idOrFolder: string): RemovedDataset {
  return inTransaction(db, () => {
    const { id, name } = findDataset(db, idOrFolder);
    const kept = keptFor(db, id);
    if (kept.keptForRuns.length > 0 || kept.keptForStudies.length > 0 || kept.keptLabels) updateDataset(db, id, { removedAtMs: Date.now() });
    else deleteDataset(db, id);
    return { id, name, ...kept };
  });
}
