import { nearPairs, type Hashed } from './near-pairs.ts';
import { createUnion } from './union-find.ts';

/** Pictures that show nearly the same, by their places; `isSure` where pHash alone says so of every link between them. */
export interface NearSet {
  readonly members: number[];
  readonly isSure: boolean;
  /** The most bits in which two that were brought together differ. */
  readonly distance: number;
}

/** Near duplicates brought together, chains too, in the order of their first members. Null is near to none: its hashes say nothing. */
export function nearSets(hashes: readonly (Hashed | null)[]): NearSet[] {
  const distinct = new Map<string, number[]>();
  for (const [at, hash] of hashes.entries()) {
    if (!hash) continue;
    const key = `${hash.phash}${hash.dhash}`;
    const same = distinct.get(key);
    if (same) same.push(at);
    else distinct.set(key, [at]);
  }
  const places = [...distinct.values()];
  const pairs = nearPairs(places.map(([at]) => hashes[at!]!));
  const union = createUnion(hashes.length);
  for (const [first, ...others] of places) for (const other of others) union.join(first!, other);
  for (const { first, second } of pairs) union.join(places[first]![0]!, places[second]![0]!);
  const links = Map.groupBy(pairs, ({ first }) => union.root(places[first]![0]!));
  return union.sets().map((members) => {
    const own = links.get(members[0]!) ?? [];
    return { members, isSure: own.every(({ isSure }) => isSure), distance: own.reduce((most, { distance }) => Math.max(most, distance), 0) };
  });
}
