import type { Database } from '../../store/database.ts';
import { countsOfVersion } from '../../store/dataset-versions.ts';
import { allDatasets, currentVersion } from '../../store/datasets.ts';
import { badImages } from '../../store/images.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import { datasetState } from '../version/dataset-state.ts';
import { isVersion } from '../version/ensure-version.ts';
import { findDataset } from '../known/find-dataset.ts';
import { labelsSource } from '../labels/labels.ts';
import { datasetHealth } from '../version/health.ts';
import { leftOutFolders, leftOutText } from '../known/left-out-folders.ts';
import { planProblem } from '../version/plan-version.ts';
import { splits, type Split } from '../../../shared/split.ts';

/** What `datasets add` and `datasets show` print; other programs rely on these names. Files are relative to `root`. */
export interface DatasetReport {
  id: string;
  name: string;
  /** The newest one; 0 before the first. */
  version: number;
  /** Labels or exclusions have changed since: training makes the next version. */
  hasChanges: boolean;
  /** Real path of the folder. */
  root: string;
  /** In label order. */
  classes: { name: string; count: number }[];
  /** Pictures that training sees. */
  images: number;
  /** Usable pictures left out by hand. */
  excluded: number;
  bad: { file: string; reason: string }[];
  /** `exactGroups` is the number of `groups`: files of equal content. */
  duplicates: { exactGroups: number; groups: string[][] };
  labelConflicts: { files: string[]; labels: string[] }[];
  /** Equal pictures that the user's folders put on more than one side. */
  acrossSides: { files: string[]; splits: string[] }[];
  split: Record<Split, number>;
  /** How its folders are read; `ignored` are those of which no picture is in a class. */
  layout: { kind: LayoutKind; sides: Split[]; ignored: { folder: string; reason: string }[] };
  /** The table of labels that was imported last; null where none counts. */
  labelsFrom: string | null;
  /** Files that are no pictures. */
  ignored: number;
  warnings: string[];
}

/**
 * A data set as last scanned, with the labels given in the studio: what training would see now. Stores nothing.
 * @throws StudioError `not-found`
 */
export function showDataset(db: Database, idOrFolder: string): DatasetReport {
  const dataset = findDataset(db, idOrFolder);
  const state = datasetState(db, dataset.id);
  const plan = state.plan();
  const problem = planProblem(dataset.root, state, plan, dataset.ignoredFiles);
  const version = currentVersion(db, dataset.id);
  const health = datasetHealth(plan.classes, plan.members);
  const counts = plan.classes.map((name) => ({ name, count: 0 }));
  const split: Record<Split, number> = { train: 0, val: 0, test: 0 };
  for (const member of plan.members) {
    counts[member.label]!.count += 1;
    split[member.split] += 1;
  }
  return {
    id: dataset.id,
    name: dataset.name,
    version: version?.number ?? 0,
    hasChanges: !version || !isVersion(plan, version),
    root: dataset.root,
    classes: counts,
    images: plan.members.length,
    excluded: state.images.filter((image) => image.isExcluded && image.file.problem === null).length,
    bad: badImages(db, dataset.id),
    duplicates: { exactGroups: health.duplicateGroups.length, groups: health.duplicateGroups },
    labelConflicts: health.labelConflicts,
    acrossSides: health.acrossSides,
    split,
    layout: {
      kind: state.layout.kind,
      sides: splits.filter((side) => state.layout.sides.has(side)),
      ignored: leftOutFolders(state).map((left) => ({ folder: left.folder, reason: leftOutText(left) })),
    },
    labelsFrom: labelsSource(db, dataset.id),
    ignored: dataset.ignoredFiles,
    warnings: [...(problem ? [`${problem.message}. ${problem.hint}`] : []), ...plan.notes, ...health.warnings],
  };
}

export type DatasetSummary = Pick<DatasetReport, 'id' | 'name' | 'version' | 'root' | 'images' | 'split'> & {
  classes: number;
};

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
