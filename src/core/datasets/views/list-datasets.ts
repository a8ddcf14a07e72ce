import type { Split } from '../../../shared/split.ts';
import type { Database } from '../../store/database.ts';
import { countsOfVersion } from '../../store/dataset-versions.ts';
import { allDatasets, currentVersion } from '../../store/datasets.ts';

/** What `datasets list` prints; other programs rely on these names. */
export interface DatasetSummary {
  id: string;
  name: string;
  /** The newest one; 0 before the first. */
  version: number;
  /** Real path of the folder. */
  root: string;
  images: number;
  split: Record<Split, number>;
  classes: number;
}

/** One line a data set, oldest first, by their newest versions; one that has none yet (it lacks labels) is empty. */
export function listDatasets(db: Database): DatasetSummary[] {
  return allDatasets(db).map(({ id, name, root }) => {
    const version = currentVersion(db, id);
    const { classes, split } = version
      ? countsOfVersion(db, version.id)
      : { classes: [], split: { train: 0, val: 0, test: 0 } };
    const images = split.train + split.val + split.test;
    return { id, name, version: version?.number ?? 0, root, images, split, classes: classes.length };
  });
}
