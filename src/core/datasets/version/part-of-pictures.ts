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
 * - A share holds at least one picture of every class, and all that a smaller share of the same seed and fold holds.
 */
export function partOfPictures<Picture extends Placed>(pictures: readonly Picture[], part: DataPart | null): Picture[] {
  if (part === null) return [...pictures];
  const { fold, trainShare, seed } = part;
  const sides = fold === null ? pictures : dealt(pictures, fold, seed);
  return trainShare === 1 ? [...sides] : shared(sides, trainShare, seed);
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

function shared<Picture extends Placed>(pictures: readonly Picture[], share: number, seed: number): Picture[] {
  const train = pictures.filter(({ split }) => split === 'train');
  const kept = new Set<string>();
  for (const ofClass of Map.groupBy(train, ({ label }) => label).values()) {
    const wanted = Math.max(1, Math.round(ofClass.length * share));
    let count = 0;
    // Copies alone go together here: what is left out is on no side.
    const copies = keptTogether(ofClass.map(({ sha256, label }) => ({ sha256, label })));
    for (const { sha256, members } of inSeededOrder(copies, `share:${seed}`)) {
      if (count >= wanted) break;
      kept.add(sha256);
      count += members.length;
    }
  }
  return pictures.filter(({ split, sha256 }) => split !== 'train' || kept.has(sha256));
}

function inSeededOrder<Group extends { readonly sha256: string }>(groups: readonly Group[], seed: string): Group[] {
  const keyed = groups.map((group) => ({ group, key: createHash('sha256').update(`${seed}:${group.sha256}`).digest('hex') }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ group }) => group);
}
