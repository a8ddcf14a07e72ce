import type { LeftOutFolder } from '../../shared/contract/dataset-calls.ts';
import type { DatasetReport, DifferingPictures } from '../../core/datasets/views/dataset-report.ts';
import { leftOutText } from '../words/left-out-text.ts';
import type { HealthFinding } from '../../shared/contract/dataset-calls.ts';
import type { GroupSource } from '../../shared/group-source.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import type { Split } from '../../shared/split.ts';
import { datasetWarnings } from '../words/dataset-warnings.ts';

/** What `datasets add` and `datasets show` print; other programs rely on these names. Files are relative to `root`. */
export interface DatasetJson {
  id: string;
  name: string;
  /** The newest one; 0 before the first. */
  version: number;
  hasChanges: boolean;
  /** Real path of the folder. */
  root: string;
  /** In label order; these and `images` as training sees them. */
  classes: { name: string; count: number }[];
  images: number;
  /** Usable pictures left out by hand. */
  excluded: number;
  bad: { file: string; reason: string }[];
  /** `exactGroups` is the number of `groups`: files of equal content; `images` that of all in them. */
  duplicates: { exactGroups: number; images: number; groups: string[][] };
  /** Files that show nearly the same; null until `datasets duplicates --near` or `datasets groups` has looked at the pictures. */
  nearDuplicates: DatasetReport['near'];
  /** Pictures that are kept together; `source` is `none` where only equal ones are. */
  groups: { source: GroupSource | 'none'; count: number; largest: number; straddling: number };
  labelConflicts: { files: string[]; labels: string[] }[];
  acrossSides: { files: string[]; splits: string[] }[];
  split: Record<Split, number>;
  /** How its folders are read; `ignored` are those of which no picture is in a class. */
  layout: { kind: LayoutKind; sides: Split[]; ignored: ReturnType<typeof leftOutObject>[] };
  labelsFrom: string | null;
  /** Files that are no pictures. */
  ignored: number;
  /** As the window has them. */
  findings: HealthFinding[];
  /** The gravest of it in sentences. */
  warnings: string[];
}

export function datasetJson(report: DatasetReport): DatasetJson {
  const { dataset, version, hasChanges, trained, found, copies, layout, labelsFrom, findings } = report;
  return {
    id: dataset.id,
    name: dataset.name,
    version: version ?? 0,
    hasChanges,
    root: dataset.root,
    classes: trained.classes,
    images: trained.images,
    excluded: found.excluded,
    bad: found.unreadable,
    duplicates: { exactGroups: copies.length, images: copies.flat().length, groups: copies },
    nearDuplicates: report.near,
    groups: { ...report.groups, source: report.groups.source ?? 'none' },
    labelConflicts: report.labelConflicts.map((group) => ({ files: filesOf(group), labels: wordsOf(group) })),
    acrossSides: report.acrossSides.map((group) => ({ files: filesOf(group), splits: wordsOf(group) })),
    split: trained.split,
    layout: {
      kind: layout.kind,
      sides: layout.sides,
      ignored: report.leftOutFolders.map(leftOutObject),
    },
    labelsFrom,
    ignored: dataset.ignoredFiles,
    findings,
    warnings: datasetWarnings(report),
  };
}

/** A folder that is left out, and why: in English, and as data. */
function leftOutObject(left: LeftOutFolder) {
  const { folder, reason: kind, ...more } = left;
  return { folder, reason: leftOutText(left), values: { kind, ...more } };
}

const filesOf = (group: DifferingPictures): string[] => group.map(({ file }) => file);
const wordsOf = (group: DifferingPictures): string[] => [...new Set(group.map(({ word }) => word))].toSorted();
