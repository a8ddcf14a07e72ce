import { createHash } from 'node:crypto';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import type { ScannedFile } from '../store/images.ts';
import type { Split } from '../store/schema.ts';
import { counted } from './health.ts';
import { detectLayout, sortClassNames, type Layout } from './layout.ts';
import type { Scan } from './scan.ts';
import { assignSplit, type SplitShares } from './split.ts';

/** What would be stored as a version of a data set. */
export interface PlannedVersion {
  /** In label order. */
  classes: string[];
  members: { path: string; sha256: string; label: number; split: Split }[];
  shares: SplitShares;
  /** sha256 (hex) over classes, paths, contents and sides: equal exactly when training would see the same. */
  fingerprint: string;
  /** What was left out, in sentences. */
  notes: string[];
}

interface Placed {
  path: string;
  sha256: string;
  className: string;
  side: Split | null;
}

/**
 * Classes, labels and sides of the good pictures of a scan.
 * @throws StudioError `bad-data-set` where fewer than two classes have a usable picture
 */
export function planVersion(
  root: string,
  scan: Scan,
  shares: SplitShares,
  previous: ReadonlyMap<string, Split>,
): PlannedVersion {
  const layout = detectLayout(scan.files.map((file) => file.path));
  const good: Placed[] = [];
  for (const file of scan.files) {
    const place = layout.place(file.path);
    if (place && file.problem === null) good.push({ path: file.path, sha256: file.sha256!, ...place });
  }
  good.sort((a, b) => (a.path < b.path ? -1 : 1));
  const classes = sortClassNames(new Set(good.map((file) => file.className)));
  if (classes.length < 2) throw tooFewClasses(root, scan, layout, classes);

  const labels = new Map(classes.map((name, label) => [name, label]));
  const splitInput = good.map(({ sha256, className, side }) => ({
    sha256,
    label: labels.get(className)!,
    fixed: fixedSide(side, layout, shares),
  }));
  const carve = {
    ...shares,
    val: layout.sides.has('val') ? 0 : shares.val,
    test: layout.sides.has('test') ? 0 : shares.test,
  };
  const splits = assignSplit(splitInput, carve, previous);
  const members = good.map((file, i) => ({
    path: file.path,
    sha256: file.sha256,
    label: splitInput[i]!.label,
    split: splits[i]!,
  }));
  return { classes, members, shares, fingerprint: fingerprint(classes, members), notes: leftOut(scan, layout, classes) };
}

/** Training pictures are dealt anew only where the folder lacks a side that was asked for. */
function fixedSide(side: Split | null, layout: Layout, shares: SplitShares): Split | null {
  const carves = !layout.sides.has('val') || (shares.test > 0 && !layout.sides.has('test'));
  return side === 'train' && carves ? null : side;
}

function fingerprint(classes: readonly string[], members: PlannedVersion['members']): string {
  const hash = createHash('sha256');
  // JSON, so that no name can imitate the end of a line.
  hash.update(JSON.stringify(classes));
  for (const { path: file, sha256, label, split } of members)
    hash.update(`\n${JSON.stringify([file, sha256, label, split])}`);
  return hash.digest('hex');
}

function leftOut(scan: Scan, layout: Layout, classes: readonly string[]): string[] {
  const notes: string[] = [];
  const outside = scan.files.filter((file) => file.problem === null && !layout.place(file.path));
  if (outside.length > 0) {
    const where = layout.kind === 'sides' ? 'outside the class folders of train, val and test' : 'in no class folder';
    const images = counted(outside.length, 'image lies', 'images lie');
    notes.push(`Left out: ${images} ${where}, such as "${outside[0]!.path}".`);
  }
  const empty = new Set(scan.files.map((file) => layout.place(file.path)?.className).filter((name) => name !== undefined));
  for (const name of sortClassNames(empty)) {
    if (!classes.includes(name)) notes.push(`No file in the folder "${name}" is a usable image, so it is no class.`);
  }
  return notes;
}

function tooFewClasses(root: string, scan: Scan, layout: Layout, classes: readonly string[]): StudioError {
  const good = scan.files.filter((file) => file.problem === null);
  const bad = scan.files.filter((file) => file.problem !== null);
  const name = path.basename(root);
  const example =
    'Put the images of each class into a folder of their own, such as cats/ and dogs/, and name the folder above them.';
  const fail = (message: string, hint: string): StudioError =>
    new StudioError('bad-data-set', message, { field: 'folder', hint });

  if (scan.files.length === 0) {
    const others = scan.ignored === 0 ? 'it is empty' : `it holds ${counted(scan.ignored, 'other file', 'other files')}`;
    return fail(`There is no image in ${root}: ${others}`, example);
  }
  if (good.length === 0) {
    const reasons = bad
      .slice(0, 3)
      .map((file) => `${file.path}: ${file.problem}`)
      .join('; ');
    return fail(
      `None of the ${counted(bad.length, 'image file', 'image files')} in ${root} can be used (${reasons})`,
      example,
    );
  }
  if (classes.length === 0) {
    return fail(
      `The ${counted(good.length, 'image', 'images')} in ${root} lie in no class folder (such as "${good[0]!.path}")`,
      example,
    );
  }
  const only = classes[0]!;
  const inner = innerFolders(good, only);
  const hint =
    layout.kind === 'classes' && inner.length > 1
      ? `Its sub-folders ${inner.slice(0, 4).join(', ')} look like classes: name "${path.join(root, only)}" instead.`
      : `Add a second folder of images beside "${only}": something that it is to be told from.`;
  const broken =
    bad.length === 0 ? '' : `; ${counted(bad.length, 'file', 'files')} cannot be used (${bad[0]!.path}: ${bad[0]!.problem})`;
  return fail(`"${name}" has one class only, "${only}", with ${counted(good.length, 'image', 'images')}${broken}`, hint);
}

function innerFolders(good: readonly ScannedFile[], only: string): string[] {
  const inside = good.map((file) => file.path.split('/')).filter((parts) => parts[0] === only && parts.length > 2);
  return sortClassNames(new Set(inside.map((parts) => parts[1]!)));
}
