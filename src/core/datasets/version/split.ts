import { createHash } from 'node:crypto';
import type { Split } from '../../../shared/split.ts';

export interface SplitShares {
  /** Part of every class, of what no folder places, for validation and for test, 0..1. */
  val: number;
  test: number;
  seed: number;
}

export interface SplitInput {
  sha256: string;
  label: number;
  /** Where the user's own folders put the picture; never changed. */
  fixed: Split | null;
}

interface Group {
  sha256: string;
  members: number[];
  labels: ReadonlySet<number>;
}

/**
 * The side of every picture. Pictures of equal content (a group) that no folder places share one side.
 * In this order: the user's folders decide; what had a side before (`previous`, by sha256) keeps it; a picture under two
 * labels trains (it cannot tell right from wrong in validation); the rest is dealt class by class, in an order that
 * depends on seed and content alone. A class with two different pictures or more of its own gets at least one on the
 * training and one on the validation side (where `val` > 0), even if one that had a side has to change it.
 */
export function assignSplit(
  images: readonly SplitInput[],
  shares: SplitShares,
  previous: ReadonlyMap<string, Split> = new Map(),
): Split[] {
  const sides: (Split | null)[] = images.map((image) => image.fixed);
  const fixedContents = new Set(images.filter((image) => image.fixed).map((image) => image.sha256));
  const put = (group: Group, side: Split): void => group.members.forEach((member) => (sides[member] = side));
  const membersByLabel = Map.groupBy(images.keys(), (index) => images[index]!.label);
  const dealt = groupsOf(images).filter((group) => {
    // A picture that also lies in a folder of its own side is not moved: it is reported, and must not validate.
    const leaks = fixedContents.has(group.sha256);
    const twoLabels = group.labels.size > 1;
    const side = leaks ? 'train' : (previous.get(group.sha256) ?? (twoLabels ? 'train' : null));
    if (side) put(group, side);
    return !leaks && !twoLabels;
  });
  for (const [label, groups] of Map.groupBy(dealt, (group) => [...group.labels][0]!)) {
    const members = membersByLabel.get(label)!;
    dealClass({ groups, members, placed: members.filter((member) => images[member]!.fixed).length, sides, shares, put });
  }
  return sides.map((side) => side ?? 'train');
}

interface ClassDeal {
  groups: readonly Group[];
  /** Every picture of the class, those that cannot be dealt too. */
  members: readonly number[];
  /** How many of them a folder of the user's own places; shares are parts of the others. */
  placed: number;
  sides: readonly (Split | null)[];
  shares: SplitShares;
  put(group: Group, side: Split): void;
}

function dealClass({ groups, members, placed, sides, shares, put }: ClassDeal): void {
  const onSide = (side: Split): number => members.reduce((n, member) => n + Number(sides[member] === side), 0);
  const counts: Record<Split, number> = { train: onSide('train'), val: onSide('val'), test: onSide('test') };
  const targets: Record<Split, number> = {
    val: shares.val > 0 ? Math.max(1, Math.round((members.length - placed) * shares.val)) : 0,
    test: shares.test > 0 && groups.length > 2 ? Math.max(1, Math.round((members.length - placed) * shares.test)) : 0,
    train: Infinity,
  };
  const give = (group: Group, side: Split): void => {
    const before = sides[group.members[0]!];
    if (before) counts[before] -= group.members.length;
    put(group, side);
    counts[side] += group.members.length;
  };

  // Only what is chosen among is put in order: where all have a side nothing is.
  const fresh = seededOrder(groups.filter((group) => sides[group.members[0]!] === null), shares.seed);
  for (const group of fresh) {
    const fits = (side: Split): boolean => counts[side] + group.members.length <= targets[side];
    give(group, fits('val') ? 'val' : fits('test') ? 'test' : 'train');
  }

  // What came new moves before what had a side; the smallest group moves, for it changes the shares least.
  const fill = (side: Split, donor: Split, leave: number): void => {
    if (counts[side] > 0) return;
    const candidates = seededOrder(groups.filter((group) => sides[group.members[0]!] === donor), shares.seed);
    const freshOnes = candidates.filter((group) => fresh.includes(group));
    const choices = freshOnes.length > 0 ? freshOnes : candidates;
    const least = choices.toSorted((a, b) => a.members.length - b.members.length)[0];
    if (least && counts[donor] - least.members.length >= leave) give(least, side);
  };
  // Nothing is learned without training pictures, so they may take the last one of another side.
  fill('train', 'test', 0);
  fill('train', 'val', 0);
  // The only picture of its own stays where it is, whatever is beside it under two labels.
  if (shares.val === 0 || groups.length < 2) return;
  fill('val', 'train', 1);
  fill('val', 'test', 0);
}

function groupsOf(images: readonly SplitInput[]): Group[] {
  const groups = new Map<string, Group & { labels: Set<number> }>();
  images.forEach((image, index) => {
    if (image.fixed) return;
    const group = groups.get(image.sha256) ?? { sha256: image.sha256, members: [], labels: new Set<number>() };
    group.members.push(index);
    group.labels.add(image.label);
    groups.set(image.sha256, group);
  });
  return [...groups.values()];
}

function seededOrder(groups: readonly Group[], seed: number): Group[] {
  const keyed = groups.map((group) => ({
    group,
    key: createHash('sha256').update(`${seed}:${group.sha256}`).digest('hex'),
  }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ group }) => group);
}
