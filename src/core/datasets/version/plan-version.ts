import { createHash } from 'node:crypto';
import type { GroupSource } from '../../../shared/group-source.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import type { Split } from '../../../shared/split.ts';
import { listOf, type Listed } from '../../listed.ts';
import type { Grouping } from '../../store/groups.ts';
import { sortClassNames, type Layout } from '../known/layout.ts';
import type { PlacedImage, PlacedImages } from '../known/placed-image.ts';
import type { SplitInput } from './dealt-groups.ts';
import { goodPictures, type GoodPictures } from './good-pictures.ts';
import { assignSplit, type SplitShares } from './split.ts';

/** What training does not see, though it lies there. */
export type LeftOutNote =
  /** Usable pictures without a label; one of them as an example. */
  | { kind: 'in-no-class'; count: number; example: string; layout: LayoutKind }
  /** A folder that is no class: its pictures, where it has usable ones, were excluded or given other classes. */
  | { kind: 'no-class'; name: string; hasPictures: boolean };

export interface PlannedMember {
  /** Among the images that the plan was made of. */
  position: number;
  path: string;
  sha256: string;
  label: number;
  split: Split;
  /** Pictures that share it are on one side; null: in none. */
  group: string | null;
}

/** What would be stored as a version of a data set. */
export interface PlannedVersion {
  /** In label order. */
  classes: string[];
  /** By path. */
  members: Listed<PlannedMember>;
  /** What groups go by; null: there are none. */
  groupSource: GroupSource | null;
  shares: SplitShares;
  /** sha256 (hex) over classes, paths, contents and sides: equal exactly when training would see the same. */
  fingerprint: string;
  leftOut: LeftOutNote[];
}

/**
 * Classes, labels and sides of the pictures that training would see: good ones with a label that nobody excluded. Fewer than
 * two classes are a plan too, but none to train on: see `plan-problem.ts`.
 */
export function planVersion(
  { layout, images }: PlacedImages,
  shares: SplitShares,
  previous: ReadonlyMap<string, Split>,
  grouping: Grouping | null = null,
): PlannedVersion {
  const good = goodPictures(images, grouping);
  const sides = new Set([...layout.sides, ...good.saidSides]);
  const carve = {
    ...shares,
    val: sides.has('val') ? 0 : shares.val,
    test: sides.has('test') ? 0 : shares.test,
  };
  // Training pictures are dealt anew only where folders and tables lack a side that was asked for.
  const isDealtAnew = !sides.has('val') || (shares.test > 0 && !sides.has('test'));
  const fixed = (side: Split | null): Split | null => (side === 'train' && isDealtAnew ? null : side);
  const splits = assignSplit(listOf(good.length, (index) => new Dealt(good, index, fixed(good.side(index)))), carve, previous);
  const members = listOf(good.length, (index): PlannedMember => {
    const { path, sha256 } = good.file(index);
    return { position: good.position(index), path, sha256: sha256!, label: good.label(index), split: splits[index]!, group: good.group(index) };
  });
  const { classes } = good;
  return { classes, members, shares, groupSource: grouping?.source ?? null, fingerprint: fingerprint(classes, members), leftOut: leftOut(images, layout, classes) };
}

/** A picture as it is dealt; its content is read only where it is asked for. */
class Dealt implements SplitInput {
  readonly label: number;
  readonly fixed: Split | null;
  readonly #good: GoodPictures;
  readonly #index: number;

  constructor(good: GoodPictures, index: number, fixed: Split | null) {
    this.label = good.label(index);
    this.fixed = fixed;
    this.#good = good;
    this.#index = index;
  }

  get sha256(): string {
    return this.#good.file(this.#index).sha256!;
  }
  get group(): string | null {
    return this.#good.group(this.#index);
  }
}

/** Each piece that is hashed costs as much as a line. */
const hashedTogether = 1 << 14;

function fingerprint(classes: readonly string[], members: PlannedVersion['members']): string {
  const hash = createHash('sha256');
  // JSON, so that no name can imitate the end of a line.
  let lines = JSON.stringify(classes);
  for (const { path: file, sha256, label, split, group } of members) {
    // Of a version without groups as it always was.
    lines += `\n${JSON.stringify(group === null ? [file, sha256, label, split] : [file, sha256, label, split, group])}`;
    if (lines.length < hashedTogether) continue;
    hash.update(lines);
    lines = '';
  }
  return hash.update(lines).digest('hex');
}

function leftOut(images: Iterable<PlacedImage>, layout: Layout, classes: readonly string[]): LeftOutNote[] {
  let outside = 0;
  let example = '';
  const hasPictures = new Map<string, boolean>();
  for (const { file, folderLabel, label, isExcluded } of images) {
    const isGood = file.problem === null;
    if (folderLabel !== null) hasPictures.set(folderLabel, isGood || hasPictures.get(folderLabel) === true);
    if (!isGood || label !== null || isExcluded) continue;
    if (outside === 0) example = file.path;
    outside += 1;
  }
  const empty = sortClassNames(hasPictures.keys()).filter((name) => !classes.includes(name));
  return [
    ...(outside > 0 ? [{ kind: 'in-no-class', count: outside, example, layout: layout.kind } as const] : []),
    ...empty.map((name) => ({ kind: 'no-class', name, hasPictures: hasPictures.get(name)! }) as const),
  ];
}
