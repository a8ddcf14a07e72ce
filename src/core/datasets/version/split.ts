import type { Split } from '../../../shared/split.ts';
import { those, type Listed } from '../../listed.ts';
import { groupForDealing, placeKeys, type DealtGroups, type SplitInput } from './dealt-groups.ts';
import { dealtUnder } from './kept-together.ts';

export interface SplitShares {
  /** Part of every class, of what no folder places, for validation and for test, 0..1. */
  val: number;
  test: number;
  seed: number;
}

/**
 * The side of every picture. Pictures of one group, and of equal content, that no folder places share one side.
 * In this order: the user's folders decide; what had a side before (`previous`, by sha256) keeps it, but a group that was on several sides is
 * dealt anew; a picture under two labels trains (it cannot tell right from wrong in validation); the rest is dealt class by class, in an order that
 * depends on seed and content alone; a group of several classes under its rarest. A class with two different pictures or more of its own (two groups of its own)
 * gets at least one on the training and one on the validation side (where `val` > 0), even if one that had a side has to change it; of three that come new one is for the
 * test (where `test` > 0).
 */
export function assignSplit(
  images: Listed<SplitInput>,
  shares: SplitShares,
  previous: ReadonlyMap<string, Split> = new Map(),
): Split[] {
  const sides: (Split | null)[] = Array.from(images, (image) => image.fixed);
  const tallies = tallySides(images);
  const groups = groupForDealing(images);
  // Where folders place all of them nobody asks.
  const fixedPlaces = groups.count === 0 ? new Set() : placesOf(those(images, ({ fixed }) => fixed !== null));
  const sideNow = (group: number): Split | null => sides[groups.member(group, 0)]!;
  const put = (group: number, side: Split): void => {
    for (let which = 0; which < groups.size(group); which++) {
      const member = groups.member(group, which);
      const { counts } = tallies.get(images.at(member)!.label)!;
      const before = sides[member];
      if (before) counts[before] -= 1;
      counts[side] += 1;
      sides[member] = side;
    }
  };
  const count = (label: number): number => tallies.get(label)!.pictures;
  const byClass = new Map<number, number[]>();
  for (let group = 0; group < groups.count; group++) {
    const members = groups.pictures(group);
    // A picture that also lies in a folder of its own side is not moved: it is reported, and must not validate.
    const leaks = fixedPlaces.size > 0 && members.some((member) => placeKeys(member).some((key) => fixedPlaces.has(key)));
    const isContradictory = groups.isContradictory(group);
    const side = leaks ? 'train' : (sideBefore(members, previous) ?? (isContradictory ? 'train' : null));
    if (side) put(group, side);
    if (leaks || isContradictory) continue;
    const several = groups.severalLabels(group);
    const label = several ? dealtUnder({ labels: several }, count) : members[0]!.label;
    if (byClass.has(label)) byClass.get(label)!.push(group);
    else byClass.set(label, [group]);
  }
  const classes = [...byClass].toSorted(([a], [b]) => count(a) - count(b) || a - b);
  for (const [label, own] of classes) dealClass({ label, own, groups, tally: tallies.get(label)!, shares, sideNow, put });
  return sides.map((side) => side ?? 'train');
}

function placesOf(images: Iterable<SplitInput>): Set<string> {
  const places = new Set<string>();
  for (const image of images) for (const key of placeKeys(image)) places.add(key);
  return places;
}

/** Pictures of a class. */
interface Tally {
  /** All, those that cannot be dealt too. */
  pictures: number;
  /** How many of them a folder of the user's own places; shares are parts of the others. */
  placed: number;
  /** As they are dealt by now. */
  readonly counts: Record<Split, number>;
}

function tallySides(images: Iterable<SplitInput>): Map<number, Tally> {
  const tallies = new Map<number, Tally>();
  for (const { label, fixed } of images) {
    let tally = tallies.get(label);
    if (!tally) tallies.set(label, (tally = { pictures: 0, placed: 0, counts: { train: 0, val: 0, test: 0 } }));
    tally.pictures += 1;
    if (!fixed) continue;
    tally.placed += 1;
    tally.counts[fixed] += 1;
  }
  return tallies;
}

/** Null where it had none, or several. */
function sideBefore(members: readonly SplitInput[], previous: ReadonlyMap<string, Split>): Split | null {
  if (previous.size === 0) return null;
  if (members.length === 1) return previous.get(members[0]!.sha256) ?? null;
  const before = new Set(members.flatMap(({ sha256 }) => previous.get(sha256) ?? []));
  return before.size === 1 ? [...before][0]! : null;
}

interface ClassDeal {
  label: number;
  /** Those that are dealt under it. */
  own: readonly number[];
  groups: DealtGroups;
  tally: Tally;
  shares: SplitShares;
  sideNow(group: number): Split | null;
  put(group: number, side: Split): void;
}

function dealClass({ label, own, groups, tally: { pictures, placed, counts }, shares, sideNow, put }: ClassDeal): void {
  const targets: Record<Split, number> = {
    val: shares.val > 0 ? Math.max(1, Math.round((pictures - placed) * shares.val)) : 0,
    test: shares.test > 0 && own.length > 2 ? Math.max(1, Math.round((pictures - placed) * shares.test)) : 0,
    train: Infinity,
  };

  // Only what is chosen among is put in order: where all have a side nothing is.
  const fresh = groups.inSeededOrder(own.filter((group) => sideNow(group) === null), shares.seed);
  for (const group of fresh) {
    const fits = (side: Split): boolean => counts[side] + groups.ofLabel(group, label) <= targets[side];
    put(group, fits('val') ? 'val' : fits('test') ? 'test' : 'train');
  }

  // What came new moves before what had a side; the smallest group moves, for it changes the shares least.
  const fill = (side: Split, donor: Split, leave: number, isFreshOnly = false): void => {
    if (counts[side] > 0) return;
    const candidates = groups.inSeededOrder(own.filter((group) => sideNow(group) === donor), shares.seed);
    const isFresh = new Set(fresh);
    const freshOnes = candidates.filter((group) => isFresh.has(group));
    const choices = freshOnes.length > 0 || isFreshOnly ? freshOnes : candidates;
    // One of a single class first: moving another may leave its other classes without a side.
    const labels = (group: number): number => groups.severalLabels(group)?.size ?? 1;
    const least = choices.toSorted((a, b) => labels(a) - labels(b) || groups.size(a) - groups.size(b))[0];
    if (least !== undefined && counts[donor] - groups.ofLabel(least, label) >= leave) put(least, side);
  };
  // Nothing is learned without training pictures, so they may take the last one of another side.
  fill('train', 'test', 0);
  fill('train', 'val', 0);
  // The only picture of its own stays where it is, whatever is beside it under two labels.
  if (shares.val > 0 && own.length > 1) {
    fill('val', 'train', 1);
    fill('val', 'test', 0);
  }
  // Where every group is larger than the part for the test none fitted; what older runs may have learned from does not go there.
  if (shares.test > 0 && own.length > 2) fill('test', 'train', 1, true);
}
