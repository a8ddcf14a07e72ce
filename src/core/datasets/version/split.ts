import { createHash } from 'node:crypto';
import type { Split } from '../../../shared/split.ts';
import { dealtUnder, keptTogether, type KeptTogether } from './kept-together.ts';

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
  /** Pictures of one group stay together; equal contents have the same. */
  group?: string | null;
}

type Group = KeptTogether<Placed>;
type Placed = SplitInput & { readonly index: number };

/**
 * The side of every picture. Pictures of one group, and of equal content, that no folder places share one side.
 * In this order: the user's folders decide; what had a side before (`previous`, by sha256) keeps it, but a group that was on several sides is
 * dealt anew; a picture under two labels trains (it cannot tell right from wrong in validation); the rest is dealt class by class, in an order that
 * depends on seed and content alone; a group of several classes under its rarest. A class with two different pictures or more of its own (two groups of its own)
 * gets at least one on the training and one on the validation side (where `val` > 0), even if one that had a side has to change it; of three that come new one is for the
 * test (where `test` > 0).
 */
export function assignSplit(
  images: readonly SplitInput[],
  shares: SplitShares,
  previous: ReadonlyMap<string, Split> = new Map(),
): Split[] {
  const sides: (Split | null)[] = images.map((image) => image.fixed);
  const fixedPlaces = new Set(images.filter((image) => image.fixed).flatMap(({ sha256, group }) => (group ? [sha256, `group ${group}`] : [sha256])));
  const put = (group: Group, side: Split): void => group.members.forEach(({ index }) => (sides[index] = side));
  const membersByLabel = Map.groupBy(images.keys(), (index) => images[index]!.label);
  const free = images.flatMap((image, index): Placed[] => (image.fixed ? [] : [{ ...image, index }]));
  const dealt = keptTogether(free).filter((group) => {
    // A picture that also lies in a folder of its own side is not moved: it is reported, and must not validate.
    const leaks = group.members.some(({ sha256, group: key }) => fixedPlaces.has(sha256) || (key && fixedPlaces.has(`group ${key}`)));
    const side = leaks ? 'train' : (sideBefore(group, previous) ?? (group.isContradictory ? 'train' : null));
    if (side) put(group, side);
    return !leaks && !group.isContradictory;
  });
  const count = (label: number): number => membersByLabel.get(label)!.length;
  const classes = [...Map.groupBy(dealt, (group) => dealtUnder(group, count))].toSorted(([a], [b]) => count(a) - count(b) || a - b);
  for (const [label, groups] of classes) {
    const members = membersByLabel.get(label)!;
    dealClass({ label, groups, members, placed: members.filter((member) => images[member]!.fixed).length, sides, shares, put });
  }
  return sides.map((side) => side ?? 'train');
}

/** Null where it had none, or several. */
function sideBefore({ members }: Group, previous: ReadonlyMap<string, Split>): Split | null {
  const before = new Set(members.flatMap(({ sha256 }) => previous.get(sha256) ?? []));
  return before.size === 1 ? [...before][0]! : null;
}

interface ClassDeal {
  label: number;
  groups: readonly Group[];
  /** Every picture of the class, those that cannot be dealt too. */
  members: readonly number[];
  /** How many of them a folder of the user's own places; shares are parts of the others. */
  placed: number;
  sides: readonly (Split | null)[];
  shares: SplitShares;
  put(group: Group, side: Split): void;
}

function dealClass({ label, groups, members, placed, sides, shares, put }: ClassDeal): void {
  const onSide = (side: Split): number => members.reduce((n, member) => n + Number(sides[member] === side), 0);
  const counts: Record<Split, number> = { train: onSide('train'), val: onSide('val'), test: onSide('test') };
  const targets: Record<Split, number> = {
    val: shares.val > 0 ? Math.max(1, Math.round((members.length - placed) * shares.val)) : 0,
    test: shares.test > 0 && groups.length > 2 ? Math.max(1, Math.round((members.length - placed) * shares.test)) : 0,
    train: Infinity,
  };
  const sideNow = (group: Group): Split | null => sides[group.members[0]!.index]!;
  /** Pictures of this class in a group. */
  const own = new Map(groups.map((group) => [group, group.labels.size === 1 ? group.members.length : group.members.filter((member) => member.label === label).length]));
  const give = (group: Group, side: Split): void => {
    const before = sideNow(group);
    if (before) counts[before] -= own.get(group)!;
    put(group, side);
    counts[side] += own.get(group)!;
  };

  // Only what is chosen among is put in order: where all have a side nothing is.
  const fresh = seededOrder(groups.filter((group) => sideNow(group) === null), shares.seed);
  for (const group of fresh) {
    const fits = (side: Split): boolean => counts[side] + own.get(group)! <= targets[side];
    give(group, fits('val') ? 'val' : fits('test') ? 'test' : 'train');
  }

  // What came new moves before what had a side; the smallest group moves, for it changes the shares least.
  const fill = (side: Split, donor: Split, leave: number, isFreshOnly = false): void => {
    if (counts[side] > 0) return;
    const candidates = seededOrder(groups.filter((group) => sideNow(group) === donor), shares.seed);
    const freshOnes = candidates.filter((group) => fresh.includes(group));
    const choices = freshOnes.length > 0 || isFreshOnly ? freshOnes : candidates;
    // One of a single class first: moving another may leave its other classes without a side.
    const least = choices.toSorted((a, b) => a.labels.size - b.labels.size || a.members.length - b.members.length)[0];
    if (least && counts[donor] - own.get(least)! >= leave) give(least, side);
  };
  // Nothing is learned without training pictures, so they may take the last one of another side.
  fill('train', 'test', 0);
  fill('train', 'val', 0);
  // The only picture of its own stays where it is, whatever is beside it under two labels.
  if (shares.val > 0 && groups.length > 1) {
    fill('val', 'train', 1);
    fill('val', 'test', 0);
  }
  // Where every group is larger than the part for the test none fitted; what older runs may have learned from does not go there.
  if (shares.test > 0 && groups.length > 2) fill('test', 'train', 1, true);
}

function seededOrder(groups: readonly Group[], seed: number): Group[] {
  const keyed = groups.map((group) => ({
    group,
    key: createHash('sha256').update(`${seed}:${group.sha256}`).digest('hex'),
  }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ group }) => group);
}
