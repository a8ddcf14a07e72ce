import { createHash } from 'node:crypto';
import path from 'node:path';
import type { LayoutKind } from '../../../shared/layout.ts';
import type { SaidValues } from '../../../shared/said.ts';
import { becauseOf } from '../../because-of.ts';
import { StudioError } from '../../errors.ts';
import { howMany } from '../../how-many.ts';
import { emptyClassFolders } from '../known/left-out-folders.ts';
import { sortClassNames, type Layout } from '../known/layout.ts';
import type { PlacedImage, PlacedImages, SeenFile } from '../known/placed-image.ts';
import { assignSplit, type SplitShares } from './split.ts';
import type { GroupSource } from '../../../shared/group-source.ts';
import type { Split } from '../../../shared/split.ts';
import type { DatasetRow } from '../../store/datasets.ts';
import type { Grouping } from '../../store/groups.ts';
import type { BareFolder } from '../../store/json-columns.ts';

/** What training does not see, though it lies there. */
export type LeftOutNote =
  /** Usable pictures without a label; one of them as an example. */
  | { kind: 'in-no-class'; count: number; example: string; layout: LayoutKind }
  /** A folder that is no class: its pictures, where it has usable ones, were excluded or given other classes. */
  | { kind: 'no-class'; name: string; hasPictures: boolean };

/** What would be stored as a version of a data set. */
export interface PlannedVersion {
  /** In label order. */
  classes: string[];
  /** `group`: pictures that share it are on one side; null: in none. */
  members: { path: string; sha256: string; label: number; split: Split; group: string | null }[];
  /** What groups go by; null: there are none. */
  groupSource: GroupSource | null;
  shares: SplitShares;
  /** sha256 (hex) over classes, paths, contents and sides: equal exactly when training would see the same. */
  fingerprint: string;
  leftOut: LeftOutNote[];
}

/**
 * Classes, labels and sides of the pictures that training would see: good ones with a label that nobody excluded. Fewer than
 * two classes are a plan too, but none to train on: see {@link needTwoClasses}.
 */
export function planVersion(
  { layout, images }: PlacedImages,
  shares: SplitShares,
  previous: ReadonlyMap<string, Split>,
  grouping: Grouping | null = null,
): PlannedVersion {
  const good = images.filter((image) => image.file.problem === null && image.label !== null && !image.isExcluded);
  good.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  const classes = sortClassNames(new Set(good.map((image) => image.label!)));

  const labels = new Map(classes.map((name, label) => [name, label]));
  const sides = new Set([...layout.sides, ...good.flatMap(({ saidSide }) => saidSide ?? [])]);
  const splitInput = good.map(({ file, label, side }) => ({
    sha256: file.sha256!,
    label: labels.get(label!)!,
    fixed: fixedSide(side, sides, shares),
    group: grouping?.keys.get(file.sha256!) ?? null,
  }));
  const carve = {
    ...shares,
    val: sides.has('val') ? 0 : shares.val,
    test: sides.has('test') ? 0 : shares.test,
  };
  const splits = assignSplit(splitInput, carve, previous);
  const members = good.map(({ file }, i) => ({
    path: file.path,
    sha256: file.sha256!,
    label: splitInput[i]!.label,
    split: splits[i]!,
    group: splitInput[i]!.group,
  }));
  return { classes, members, shares, groupSource: grouping?.source ?? null, fingerprint: fingerprint(classes, members), leftOut: leftOut(images, layout, classes) };
}

/** Training pictures are dealt anew only where folders and tables lack a side that was asked for. */
function fixedSide(side: Split | null, sides: ReadonlySet<Split>, shares: SplitShares): Split | null {
  const carves = !sides.has('val') || (shares.test > 0 && !sides.has('test'));
  return side === 'train' && carves ? null : side;
}

function fingerprint(classes: readonly string[], members: PlannedVersion['members']): string {
  const hash = createHash('sha256');
  // JSON, so that no name can imitate the end of a line.
  hash.update(JSON.stringify(classes));
  // Of a version without groups as it always was.
  for (const { path: file, sha256, label, split, group } of members)
    hash.update(`\n${JSON.stringify(group === null ? [file, sha256, label, split] : [file, sha256, label, split, group])}`);
  return hash.digest('hex');
}

function leftOut(images: readonly PlacedImage[], layout: Layout, classes: readonly string[]): LeftOutNote[] {
  const outside = images.filter((image) => image.file.problem === null && image.label === null && !image.isExcluded);
  const folders = new Map<string, PlacedImage[]>();
  for (const image of images) if (image.folderLabel !== null) groupUnder(folders, image.folderLabel).push(image);
  const empty = sortClassNames(folders.keys()).filter((name) => !classes.includes(name));
  return [
    ...(outside.length > 0 ? [{ kind: 'in-no-class', count: outside.length, example: outside[0]!.file.path, layout: layout.kind } as const] : []),
    ...empty.map((name) => ({ kind: 'no-class', name, hasPictures: folders.get(name)!.some((image) => image.file.problem === null) }) as const),
  ];
}

function groupUnder<T>(groups: Map<string, T[]>, key: string): T[] {
  const group = groups.get(key) ?? [];
  groups.set(key, group);
  return group;
}

/** Why a plan cannot be trained on: what is there instead of two classes, and what to do. Null where it can. */
export function planProblem(
  root: string,
  { layout, images }: PlacedImages,
  { classes }: PlannedVersion,
  { ignored, bareFolders }: BesidePictures,
): StudioError | null {
  if (classes.length > 1) return null;
  const empty = emptyClassFolders(layout, bareFolders, classes);
  return tooFewClasses(root, { files: images.map((image) => image.file), images, ignored, empty }, layout, classes);
}

/** What lies in a folder beside its pictures. */
export interface BesidePictures {
  /** Files that are no pictures. */
  readonly ignored: number;
  readonly bareFolders: readonly BareFolder[];
}

/** The same as the last scan stored it. */
export const besidePictures = ({ ignoredFiles, bareFolders }: DatasetRow): BesidePictures => ({ ignored: ignoredFiles, bareFolders });

/** @throws StudioError `bad-data-set`, see {@link planProblem} */
export function needTwoClasses(...plan: Parameters<typeof planProblem>): void {
  const problem = planProblem(...plan);
  if (problem) throw problem;
}

interface Found {
  files: readonly SeenFile[];
  images: readonly PlacedImage[];
  ignored: number;
  /** Class folders without pictures. */
  empty: readonly string[];
}

function tooFewClasses(root: string, scan: Found, layout: Layout, classes: readonly string[]): StudioError {
  // A scan lists its files as they came back from the decoder; what is named as an example is the same each time.
  const files = scan.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const good = files.filter((file) => file.problem === null);
  const bad = files.filter((file) => file.problem !== null);
  const name = path.basename(root);
  const example =
    'Put the pictures of each class into a folder of their own, such as cats/ and dogs/, and name the folder above them.';
  const fail = (message: string, hint: string, values: SaidValues): StudioError =>
    new StudioError('bad-data-set', message, { field: 'folder', values, hint });

  if (files.length === 0) {
    if (scan.ignored === 0) return fail(`There is no picture in ${root}: it is empty`, example, { kind: 'no-image-empty', folder: root });
    const others = howMany(scan.ignored, 'other file', 'other files');
    return fail(`There is no picture in ${root}: it holds ${others}`, example, { kind: 'no-image-others', folder: root, n: scan.ignored });
  }
  if (good.length === 0) {
    const reasons = bad
      .slice(0, 3)
      .map((file) => `${file.path}: ${file.problem}`)
      .join('; ');
    return fail(
      `None of the ${howMany(bad.length, 'picture file', 'picture files')} in ${root} can be used (${reasons})`,
      example,
      becauseOf('no-usable-image', bad[0]!.problemValues ?? { kind: 'never-read' }, { folder: root, n: bad.length, file: bad[0]!.path }),
    );
  }
  if (classes.length === 0) {
    const excluded = scan.images.filter((image) => image.file.problem === null && image.isExcluded).length;
    if (excluded > 0) {
      return fail(
        `Of the ${howMany(good.length, 'picture', 'pictures')} in ${root} ${excluded} are excluded, and no other has a label`,
        'Include some again: graft labels undo, graft labels include.',
        { kind: 'all-excluded', folder: root, n: excluded, all: good.length },
      );
    }
    const images = howMany(good.length, 'picture', 'pictures');
    return fail(
      layout.kind === 'none'
        ? `None of the ${images} in ${root} has a label (such as "${good[0]!.path}")`
        : `The ${images} in ${root} lie in no class folder (such as "${good[0]!.path}")`,
      `${layout.kind === 'none' ? '' : `${example} Or `}${layout.kind === 'none' ? 'Take' : 'take'} their labels from a table: graft datasets add <folder> --labels labels.csv. Or label them in the studio's window.`,
      { kind: layout.kind === 'none' ? 'no-labels' : 'no-class-folder', folder: root, n: good.length, example: good[0]!.path },
    );
  }
  const only = classes[0]!;
  const inner = innerFolders(good, only);
  const [empty] = scan.empty;
  const hasInner = layout.kind === 'classes' && inner.length > 1;
  const hint =
    hasInner
      ? `Its sub-folders ${inner.slice(0, 4).join(', ')} look like classes: name "${path.join(root, only)}" instead.`
      : empty !== undefined
        ? `"${empty}" holds no picture: put the pictures of that class into it.`
        : `Add a second folder of pictures beside "${only}": something that it is to be told from.`;
  const broken =
    bad.length === 0 ? '' : `; ${howMany(bad.length, 'file', 'files')} cannot be used (${bad[0]!.path}: ${bad[0]!.problem})`;
  const members = scan.images.filter((image) => image.file.problem === null && image.label === only && !image.isExcluded);
  return fail(`"${name}" has one class only, "${only}", with ${howMany(members.length, 'picture', 'pictures')}${broken}`, hint, {
    ...(bad.length > 0 && becauseOf('', bad[0]!.problemValues ?? { kind: 'never-read' }, { file: bad[0]!.path, bad: bad.length })),
    kind: hasInner ? 'one-class-inner' : bad.length > 0 ? 'one-class-some-bad' : empty !== undefined ? 'one-class-empty' : 'one-class',
    name,
    only,
    n: members.length,
    ...(hasInner && { folder: path.join(root, only), inner: inner.slice(0, 4).join(', ') }),
    ...(empty !== undefined && { empty }),
  });
}

function innerFolders(good: readonly SeenFile[], only: string): string[] {
  const inside = good.map((file) => file.path.split('/')).filter((parts) => parts[0] === only && parts.length > 2);
  return sortClassNames(new Set(inside.map((parts) => parts[1]!)));
}
