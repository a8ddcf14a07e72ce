import type { Database } from '../store/database.ts';
import { countsOfVersion, imagesOfVersion } from '../store/dataset-versions.ts';
import { allDatasets, classNames, currentVersion, type DatasetRow, type DatasetVersion } from '../store/datasets.ts';
import { badImages } from '../store/images.ts';
import type { Split } from '../store/schema.ts';
import { StudioError } from '../errors.ts';
import { findDataset } from './find-dataset.ts';
import { datasetHealth } from './health.ts';

/** What `datasets add` and `datasets show` print; other programs rely on these names. Files are relative to `root`. */
export interface DatasetReport {
  id: string;
  name: string;
  version: number;
  /** Real path of the folder. */
  root: string;
  /** In label order. */
  classes: { name: string; count: number }[];
  /** Usable pictures. */
  images: number;
  bad: { file: string; reason: string }[];
  /** `exactGroups` is the number of `groups`: files of equal content. */
  duplicates: { exactGroups: number; groups: string[][] };
  labelConflicts: { files: string[]; labels: string[] }[];
  /** Equal pictures that the user's folders put on more than one side. */
  acrossSides: { files: string[]; splits: string[] }[];
  split: Record<Split, number>;
  /** Files that are no pictures. */
  ignored: number;
  warnings: string[];
}

/** The current version of a data set as last scanned. @throws StudioError `not-found` */
export function showDataset(db: Database, idNameOrFolder: string): DatasetReport {
  const dataset = findDataset(db, idNameOrFolder);
  const version = needVersion(db, dataset);
  const names = classNames(db, version.id);
  const images = imagesOfVersion(db, version.id);
  const counts = countsOfVersion(db, version.id);
  const health = datasetHealth(names, images);
  return {
    id: dataset.id,
    name: dataset.name,
    version: version.number,
    root: dataset.root,
    classes: names.map((name, label) => ({ name, count: counts.classes[label] ?? 0 })),
    images: images.length,
    bad: badImages(db, dataset.id),
    duplicates: { exactGroups: health.duplicateGroups.length, groups: health.duplicateGroups },
    labelConflicts: health.labelConflicts,
    acrossSides: health.acrossSides,
    split: counts.split,
    ignored: dataset.ignoredFiles,
    warnings: [...dataset.notes, ...health.warnings],
  };
}

export type DatasetSummary = Pick<DatasetReport, 'id' | 'name' | 'version' | 'root' | 'images' | 'split'> & {
  classes: number;
};

/** One line a data set, oldest first. */
export function listDatasets(db: Database): DatasetSummary[] {
  return allDatasets(db).map((dataset) => {
    const version = needVersion(db, dataset);
    const { classes, split } = countsOfVersion(db, version.id);
    const { id, name, root } = dataset;
    return {
      id,
      name,
      version: version.number,
      root,
      classes: classes.length,
      images: split.train + split.val + split.test,
      split,
    };
  });
}

/** The version that training would see now. */
export function needVersion(db: Database, dataset: DatasetRow): DatasetVersion {
  const version = currentVersion(db, dataset.id);
  if (!version) throw new StudioError('internal', `The data set "${dataset.id}" has no version`);
  return version;
}
