import { createHash } from 'node:crypto';
import type { DataPart } from '../../../shared/data-part.ts';
import type { Split } from '../../../shared/split.ts';

interface Placed {
  readonly sha256: string;
  readonly label: number;
  readonly split: Split;
}

/** Pictures of equal content, which share one side and are in a part together. */
type Group<Picture> = readonly Picture[];

/**
 * The pictures of a part, in their order, each on its side there. Test pictures stay as they are. Pure: the same pictures and part give the same.
 * - Folds: training and validation pictures are dealt class by class, so that each fold validates about as many of each; a picture that lies under two
 *   labels, and the only one of a class, always train (as in `split.ts`).
 * - A share holds at least one picture of every class, and all that a smaller share of the same seed and fold holds.
 */
export function partOfPictures<Picture extends Placed>(pictures: readonly Picture[], part: DataPart | null): Picture[] {
  if (part === null) return [...pictures];
  const { fold, trainShare, seed } = part;
  const sides = fold === null ? pictures : dealt(pictures, fold, seed);
  return trainShare === 1 ? [...sides] : shared(sides, trainShare, seed);
}

function dealt<Picture extends Placed>(pictures: readonly Picture[], { index, of }: NonNullable<DataPart['fold']>, seed: number): Picture[] {
  const groups = groupsOf(pictures.filter(({ split }) => split !== 'test'));
  const own = groups.filter((group) => group.every(({ label }) => label === group[0]!.label));
  const validates = new Set<string>();
  const all = Array.from({ length: of }, () => 0);
  for (const [, ofClass] of [...Map.groupBy(own, ([first]) => first!.label)].toSorted(([a], [b]) => a - b)) {
    if (ofClass.length < 2) continue;
    const here = all.map(() => 0);
    for (const group of inSeededOrder(ofClass, `fold:${seed}`)) {
      // To the fold with the fewest of this class, of these to the smallest.
      const to = all.reduce((best, count, at) => (here[at]! < here[best]! || (here[at] === here[best] && count < all[best]!) ? at : best), 0);
      here[to]! += group.length;
      all[to]! += group.length;
      if (to === index) validates.add(group[0]!.sha256);
    }
  }
  return pictures.map((picture) => (picture.split === 'test' ? picture : { ...picture, split: validates.has(picture.sha256) ? 'val' : 'train' }));
}

function shared<Picture extends Placed>(pictures: readonly Picture[], share: number, seed: number): Picture[] {
  const train = pictures.filter(({ split }) => split === 'train');
  const kept = new Set<string>();
  for (const ofClass of Map.groupBy(train, ({ label }) => label).values()) {
    const wanted = Math.max(1, Math.round(ofClass.length * share));
    let count = 0;
    for (const group of inSeededOrder(groupsOf(ofClass), `share:${seed}`)) {
      if (count >= wanted) break;
      kept.add(group[0]!.sha256);
      count += group.length;
    }
  }
  return pictures.filter(({ split, sha256 }) => split !== 'train' || kept.has(sha256));
}

const groupsOf = <Picture extends Placed>(pictures: readonly Picture[]): Group<Picture>[] => [...Map.groupBy(pictures, ({ sha256 }) => sha256).values()];

function inSeededOrder<Picture extends Placed>(groups: readonly Group<Picture>[], seed: string): Group<Picture>[] {
  const keyed = groups.map((group) => ({ group, key: createHash('sha256').update(`${seed}:${group[0]!.sha256}`).digest('hex') }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ group }) => group);
}
