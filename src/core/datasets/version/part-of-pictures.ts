import { createHash } from 'node:crypto';
import type { DataPart } from '../../../shared/data-part.ts';
import type { Split } from '../../../shared/split.ts';
import { dealtUnder, keptTogether } from './kept-together.ts';

interface Placed {
  readonly sha256: string;
  readonly label: number;
  readonly split: Split;
  readonly group?: string | null;
}

/**
 * The pictures of a part, in their order, each on its side there. Test pictures stay as they are. Pure: the same pictures and part give the same.
 * - Folds: training and validation pictures are dealt class by class, so that each fold validates about as many of each; groups stay whole, one of several
 *   classes is dealt under its rarest; a picture that lies under two labels, and the only one (or group) of a class, always train (as in `split.ts`).
 * - A share holds at least one picture of every class, and all that a smaller share of the same seed and fold holds. Of whole groups (`wholeGroups`) it holds as many
 *   as have that many pictures, since pictures that come new come in groups; what one has of several classes comes and goes at about the same share of each.
 */
export function partOfPictures<Picture extends Placed>(pictures: readonly Picture[], part: DataPart | null): Picture[] {
  if (part === null) return [...pictures];
  const { fold, trainShare } = part;
  const sides = fold === null ? pictures : dealt(pictures, fold, part.seed);
  return trainShare === 1 ? [...sides] : shared(sides, part);
}

function dealt<Picture extends Placed>(pictures: readonly Picture[], { index, of }: NonNullable<DataPart['fold']>, seed: number): Picture[] {
  const dealable = pictures.filter(({ split }) => split !== 'test');
  const groups = keptTogether(dealable);
  const ofLabel = Map.groupBy(dealable, ({ label }) => label);
  const own = groups.filter(({ isContradictory }) => !isContradictory);
  const validates = new Set<Picture>();
  const all = Array.from({ length: of }, () => 0);
  const byClass = Map.groupBy(own, (group) => dealtUnder(group, (label) => ofLabel.get(label)!.length));
  for (const [, ofClass] of [...byClass].toSorted(([a], [b]) => a - b)) {
    if (ofClass.length < 2) continue;
    const here = all.map(() => 0);
    for (const group of inSeededOrder(ofClass, `fold:${seed}`)) {
      // To the fold with the fewest of this class, of these to the smallest.
      const to = all.reduce((best, count, at) => (here[at]! < here[best]! || (here[at] === here[best] && count < all[best]!) ? at : best), 0);
      here[to]! += group.members.length;
      all[to]! += group.members.length;
      if (to === index) for (const member of group.members) validates.add(member);
    }
  }
  return pictures.map((picture) => (picture.split === 'test' ? picture : { ...picture, split: validates.has(picture) ? 'val' : 'train' }));
}

function shared<Picture extends Placed>(pictures: readonly Picture[], { trainShare, seed, wholeGroups }: DataPart): Picture[] {
  const train = pictures.filter(({ split }) => split === 'train');
  const kept = new Set<string>();
  for (const ofClass of Map.groupBy(train, ({ label }) => label).values()) {
    const wanted = Math.max(1, Math.round(ofClass.length * trainShare));
    let count = 0;
    // What is left out is on no side, so that a group of several classes may be torn; in one order for all classes it seldom is.
    const units = [...Map.groupBy(ofClass, ({ sha256, group }) => (wholeGroups && group ? `group ${group}` : sha256))].map(([key, members]) => ({ sha256: key, members }));
    for (const { members } of inSeededOrder(units, `share:${seed}`)) {
      if (count >= wanted) break;
      for (const { sha256 } of members) kept.add(sha256);
      count += members.length;
    }
  }
  return pictures.filter(({ split, sha256 }) => split !== 'train' || kept.has(sha256));
}

/** By a draw that goes by what `sha256` says. */
function inSeededOrder<Group extends { readonly sha256: string }>(groups: readonly Group[], seed: string): Group[] {
  const keyed = groups.map((group) => ({ group, key: createHash('sha256').update(`${seed}:${group.sha256}`).digest('hex') }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ group }) => group);
}
