import type { Database } from '../../store/database.ts';
import { datasetState } from '../version/dataset-state.ts';
import type { Split } from '../../../shared/split.ts';

/** One usable picture of a data set with what counts of it. */
export interface LabelRow {
  file: string;
  label: string | null;
  folderLabel: string | null;
  isExcluded: boolean;
  /** Null where training does not see it. */
  split: Split | null;
}

/** Every usable picture by path, for a table. @throws StudioError `not-found` */
export function labelTable(db: Database, datasetId: string): LabelRow[] {
  const { images, sides } = datasetState(db, datasetId);
  const usable = images.filter((image) => image.file.problem === null);
  return usable.map(({ file, label, folderLabel, isExcluded }) => ({
    file: file.path,
    label,
    folderLabel,
    isExcluded,
    split: sides().get(file.id) ?? null,
  }));
}
