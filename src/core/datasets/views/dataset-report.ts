import type { SaidValues } from '../../../shared/said.ts';
import { existsSync } from 'node:fs';
import type { ClassCount, HealthFinding, LeftOutFolder } from '../../../shared/contract/dataset-calls.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import { splits, type Split } from '../../../shared/split.ts';
import type { StudioError } from '../../errors.ts';
import { isAny } from '../../listed.ts';
import type { Database } from '../../store/database.ts';
import { currentVersion, type DatasetRow } from '../../store/datasets.ts';
import { leftOutFolders } from '../known/left-out-folders.ts';
import { labelTotals, type LabelTotals } from '../labels/label-totals.ts';
import { historyEnds, labelsSource } from '../labels/labels.ts';
import { classProblems, type ClassProblem } from '../version/class-problems.ts';
import { appliedGroups, type AppliedGroups } from '../version/apply-groups.ts';
import { datasetState, type DatasetImage, type PassingState } from '../version/dataset-state.ts';
import { isVersion } from '../version/ensure-version.ts';
import { besidePictures, planProblem } from '../version/plan-problem.ts';
import type { LeftOutNote } from '../version/plan-version.ts';
import { healthFindings } from './findings.ts';
import { nearPictures } from './near-duplicates.ts';
import { copies, inSeveralClasses, onSeveralSides, picturesWith, sideOf } from './picture-problems.ts';

/** Pictures of equal content, each with the class or side that counts for it; files relative to the data set's folder. */
export type DifferingPictures = { file: string; word: string }[];

/** A data set as it was last scanned, with what was said in the studio: what the window and the terminal tell of it, each in its words. */
export interface DatasetReport {
  dataset: DatasetRow;
  /** Whether its folder is there now. */
  isPresent: boolean;
  /** The newest one; null before the first. */
  version: number | null;
  /** What training would see is another than that version: it makes the next one. */
  hasChanges: boolean;
  /** What lies there: usable pictures by the labels that count; classes that are empty too. */
  found: LabelTotals & { images: number; unreadable: { file: string; reason: string; values: SaidValues | null }[] };
  /** What training would see. */
  trained: { classes: ClassCount[]; images: number; split: Record<Split, number> };
  /** `decidesSplit`: the folders, or a table of labels, say who validates. */
  layout: { kind: LayoutKind; sides: Split[]; decidesSplit: boolean };
  /** The table of labels that was imported last; null where none counts. */
  labelsFrom: string | null;
  /** Files of equal content, excluded ones left out. */
  copies: string[][];
  /** Files that show nearly the same; null where nobody has looked at the pictures. */
  near: { files: string[]; isSure: boolean }[] | null;
  /** What is kept together now; the source is null where only equal contents are. */
  groups: Pick<AppliedGroups, 'source' | 'count' | 'largest' | 'straddling'>;
  labelConflicts: DifferingPictures[];
  /** The user's folders put equal pictures on more than one side. */
  acrossSides: DifferingPictures[];
  findings: HealthFinding[];
  classProblems: ClassProblem[];
  leftOut: LeftOutNote[];
  leftOutFolders: LeftOutFolder[];
  /** Why it cannot be trained on. */
  problem: StudioError | null;
  history: { canUndo: boolean; canRedo: boolean };
}

/** Stores nothing. `state`: a window's is kept, a terminal's may be a passing one. @throws StudioError `not-found` */
export function datasetReport(db: Database, datasetId: string, state: PassingState = datasetState(db, datasetId)): DatasetReport {
  const { dataset, images, layout } = state;
  const plan = state.plan();
  const version = currentVersion(db, datasetId);
  const unreadable = picturesWith(state, 'unreadable');
  return {
    dataset,
    isPresent: existsSync(dataset.root),
    version: version?.number ?? null,
    hasChanges: version ? !isVersion(plan, version) : plan.classes.length > 1,
    found: {
      ...labelTotals(state),
      images: images.length - unreadable.length,
      unreadable: unreadable.map(({ file }) => ({ file: file.path, reason: file.problem!, values: file.problemValues })),
    },
    trained: trainedOf(state),
    layout: {
      kind: layout.kind,
      sides: splits.filter((side) => layout.sides.has(side)),
      decidesSplit: layout.kind === 'sides' || (layout.kind === 'inner' && layout.sides.size > 0) || isAny(images, ({ saidSide }) => saidSide === 'val'),
    },
    labelsFrom: labelsSource(db, datasetId),
    copies: copies(state).map((group) => group.map(({ file }) => file.path)),
    near: nearFiles(db, state),
    groups: groupsOf(db, state),
    labelConflicts: saying(inSeveralClasses(state), ({ label }) => label!),
    acrossSides: saying(onSeveralSides(state), (image) => sideOf(state, image)!),
    findings: healthFindings(db, state),
    classProblems: classProblems(plan.classes, plan.members),
    leftOut: plan.leftOut,
    leftOutFolders: leftOutFolders(state),
    problem: planProblem(dataset.root, state, plan, besidePictures(dataset)),
    history: historyEnds(db, datasetId),
  };
}

function trainedOf(state: PassingState): DatasetReport['trained'] {
  const { classes, members } = state.plan();
  const counts = classes.map((name) => ({ name, count: 0 }));
  const split: Record<Split, number> = { train: 0, val: 0, test: 0 };
  for (const member of members) {
    counts[member.label]!.count += 1;
    split[member.split] += 1;
  }
  return { classes: counts, images: members.length, split };
}

function groupsOf(db: Database, state: PassingState): DatasetReport['groups'] {
  const { source, count, largest, straddling } = appliedGroups(db, state);
  return { source, count, largest, straddling };
}

function nearFiles(db: Database, state: PassingState): DatasetReport['near'] {
  const { groups, looked } = nearPictures(db, state);
  return looked === 0 ? null : groups.map(({ images, isSure }) => ({ files: images.map(({ file }) => file.path), isSure }));
}

const saying = (groups: DatasetImage[][], wordOf: (image: DatasetImage) => string): DifferingPictures[] =>
  groups.map((group) => group.map((image) => ({ file: image.file.path, word: wordOf(image) })));
