import type { LabelChange } from '../../../shared/contract/image-calls.ts';
import { each } from '../../listed.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { appendChange, type ImageLabel, type LabelStep, type Said } from '../../store/labels.ts';
import { groupingOf } from '../../store/groups.ts';
import { lastSides } from '../../store/dataset-versions.ts';
import { datasetState, sharesOf, type DatasetState } from '../version/dataset-state.ts';
import { outcome, saidOf } from './labels.ts';
import { labelTotals } from './label-totals.ts';
import { sortClassNames } from '../known/layout.ts';
import { matchLabels, type LabelTableFile, type MatchReport, type SaidOfPicture } from './match-labels.ts';
import type { PlacedImage, PlacedImages, SeenFile } from '../known/placed-image.ts';
import { planVersion, type PlannedVersion } from '../version/plan-version.ts';

export interface LabelImport extends LabelChange {
  report: MatchReport;
}

/**
 * Gives the pictures of a data set what a table says of them, as one entry of the history: all of it or, where the table is wrong,
 * nothing. With `dryRun` it only says what would change. `folders` are ways in which its folder is written, beside its real path.
 * @throws StudioError `not-found`, `bad-usage` (see {@link matchLabels})
 */
export function importLabels(
  db: Database,
  datasetId: string,
  table: LabelTableFile,
  { dryRun = false, folders = [] }: { dryRun?: boolean; folders?: readonly string[] } = {},
): LabelImport {
  const imported = inTransaction(db, () => {
    const state = datasetState(db, datasetId);
    const shares = sharesOf(state.dataset);
    const { report, steps } = importSteps(state, state.said, table, {
      roots: [state.dataset.root, ...folders],
      plan: (after) => planVersion(after, shares, lastSides(db, datasetId, shares), groupingOf(db, datasetId)),
    });
    if (!dryRun && steps.length > 0) appendChange(db, datasetId, { kind: 'import', source: table.source }, steps);
    return { report, steps, after: dryRun ? totalsAfter(state, steps) : {} };
  });
  const images = imported.steps.length;
  const did = images === 0 ? null : ({ kind: 'import', source: table.source, images } as const);
  return { ...outcome(db, datasetId, did), ...imported.after, report: imported.report };
}

export interface ImportSituation<File extends SeenFile> {
  /** Ways in which the data set's folder is written. */
  roots: readonly string[];
  plan(after: PlacedImages<File>): PlannedVersion;
}

/**
 * What a table changes. Where its sides are those that the pictures get anyway with its labels (`plan`), they are left open: a table that
 * was exported and comes back changes nothing. Else all are pinned, as those of train/ and val/ folders are.
 * @throws StudioError `bad-usage` (see {@link matchLabels})
 */
export function importSteps<File extends SeenFile>(
  placed: PlacedImages<File>,
  said: ReadonlyMap<string, ImageLabel>,
  table: LabelTableFile,
  { roots, plan }: ImportSituation<File>,
): { steps: LabelStep[]; report: MatchReport } {
  const images = [...placed.images];
  const { said: pictures, report } = matchLabels(images, table, roots);
  const labels = pictures.flatMap((picture) => step(picture, said, false) ?? []);
  if (pictures.every(({ split }) => split === null)) return { steps: labels, report };
  const { members } = plan({ layout: placed.layout, images: withSteps(images, labels) });
  const sides = new Map(each(members, (member) => [member.path, member.split] as const));
  const isSo = pictures.every(({ image, split }) => split === null || split === sides.get(image.file.path));
  return { steps: isSo ? labels : pictures.flatMap((picture) => step(picture, said, true) ?? []), report };
}

/** Null where it changes nothing. */
function step(
  { image, label, split, isExcluded }: SaidOfPicture,
  said: ReadonlyMap<string, ImageLabel>,
  pinsSide: boolean,
): LabelStep | null {
  const now = saidOf(image);
  const after: Said = {
    label: label === null ? now.label : label === image.folderLabel ? null : label,
    excluded: isExcluded ?? now.excluded,
    side: (pinsSide ? split : null) ?? now.side,
  };
  if (after.label === now.label && after.excluded === now.excluded && after.side === now.side) return null;
  const { path, sha256 } = image.file;
  return { path, sha256, before: beforeOf(said.get(path)), after };
}

const beforeOf = (said: ImageLabel | undefined): Said | null =>
  said ? { label: said.label, excluded: said.excluded, side: said.side } : null;

/** Images as labels and exclusions of `steps` make them. */
function withSteps<File extends SeenFile>(
  images: readonly PlacedImage<File>[],
  steps: readonly LabelStep[],
): PlacedImage<File>[] {
  const after = new Map(steps.map((one) => [one.path, one.after]));
  return images.map((image) => {
    const word = after.get(image.file.path);
    return word ? { ...image, label: word.label ?? image.folderLabel, isExcluded: word.excluded } : image;
  });
}

/** The figures as they would be after `steps`. */
function totalsAfter({ images, classes }: DatasetState, steps: readonly LabelStep[]): ReturnType<typeof labelTotals> {
  const names = new Set([...classes, ...steps.flatMap((one) => one.after.label ?? [])]);
  return labelTotals({ images: withSteps(images, steps), classes: sortClassNames(names) });
}
