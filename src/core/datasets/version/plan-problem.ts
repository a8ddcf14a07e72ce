import path from 'node:path';
import type { SaidValues } from '../../../shared/said.ts';
import { becauseOf } from '../../because-of.ts';
import { StudioError } from '../../errors.ts';
import { howMany } from '../../how-many.ts';
import type { DatasetRow } from '../../store/datasets.ts';
import type { BareFolder } from '../../store/json-columns.ts';
import { emptyClassFolders } from '../known/left-out-folders.ts';
import { sortClassNames, type Layout } from '../known/layout.ts';
import type { PlacedImage, PlacedImages, SeenFile } from '../known/placed-image.ts';
import type { PlannedVersion } from './plan-version.ts';

/** Why a plan cannot be trained on: what is there instead of two classes, and what to do. Null where it can. */
export function planProblem(
  root: string,
  { layout, images: placed }: PlacedImages,
  { classes }: Pick<PlannedVersion, 'classes'>,
  { ignored, bareFolders }: BesidePictures,
): StudioError | null {
  if (classes.length > 1) return null;
  const empty = emptyClassFolders(layout, bareFolders, classes);
  const images = [...placed];
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
