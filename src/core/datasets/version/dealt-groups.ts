import { hash } from 'node:crypto';
import type { Split } from '../../../shared/split.ts';
import { firstEquals } from '../../first-equals.ts';
import type { Listed } from '../../listed.ts';

export interface SplitInput {
  sha256: string;
  label: number;
  /** Where the user's own folders put the picture; never changed. */
  fixed: Split | null;
  /** Pictures of one group stay together; equal contents have the same. */
  group?: string | null;
}

/** What stays together, by number, in the order of first members. */
export interface DealtGroups {
  readonly count: number;
  size(group: number): number;
  /** Position of one of its pictures, which are counted from 0. */
  member(group: number, which: number): number;
  pictures(group: number): SplitInput[];
  /** The labels of its pictures where they are several, else null. */
  severalLabels(group: number): ReadonlySet<number> | null;
  /** How many of its pictures have a label that one of them has. */
  ofLabel(group: number, label: number): number;
  /** One content lies under two labels: it cannot tell right from wrong, so none of them validates. */
  isContradictory(group: number): boolean;
  /** In an order that depends on the seed and on contents alone. */
  inSeededOrder(groups: readonly number[], seed: number): number[];
}

/** By what a picture goes with others; group and content are different words. */
export const placeKeys = ({ sha256, group }: SplitInput): string[] => (group ? [sha256, `group ${group}`] : [sha256]);
const keyOf = ({ sha256, group }: SplitInput): string => (group === null || group === undefined ? sha256 : `group ${group}`);

/** For each picture the number of its group, -1 where a folder places it. */
function numbered(images: Listed<SplitInput>): { groupOf: Int32Array; count: number } {
  const groupOf = firstEquals(images.length, (index) => {
    const image = images.at(index)!;
    return image.fixed ? null : keyOf(image);
  });
  let count = 0;
  // The first of a group comes before its others: it has its number by then.
  for (const [index, first] of groupOf.entries()) if (first >= 0) groupOf[index] = first === index ? count++ : groupOf[first]!;
  return { groupOf, count };
}

/**
 * The pictures that no folder places, in what stays together (as `keptTogether` has it), as numbers: a hundred thousand groups of one picture each are many
 * megabytes as objects.
 */
export function groupForDealing(images: Listed<SplitInput>): DealtGroups {
  const { groupOf, count } = numbered(images);
  // The members of group g are from `starts[g]` to before `starts[g + 1]`.
  const starts = new Int32Array(count + 1);
  for (const group of groupOf) if (group >= 0) starts[group + 1] = starts[group + 1]! + 1;
  for (let group = 0; group < count; group++) starts[group + 1] = starts[group + 1]! + starts[group]!;
  const ordered = new Int32Array(starts[count]!);
  const next = starts.slice();
  for (const [i, group] of groupOf.entries()) {
    if (group < 0) continue;
    ordered[next[group]!] = i;
    next[group] = next[group]! + 1;
  }
  const size = (group: number): number => starts[group + 1]! - starts[group]!;
  const member = (group: number, which: number): number => ordered[starts[group]! + which]!;
  const pictures = (group: number): SplitInput[] => {
    const own: SplitInput[] = [];
    for (let at = starts[group]!; at < starts[group + 1]!; at++) own.push(images.at(ordered[at]!)!);
    return own;
  };
  const several = new Map<number, ReadonlySet<number>>();
  for (let group = 0; group < count; group++) {
    if (size(group) === 1) continue;
    const labels = new Set(pictures(group).map(({ label }) => label));
    if (labels.size > 1) several.set(group, labels);
  }
  const leastContent = (group: number): string => {
    let least = images.at(member(group, 0))!.sha256;
    for (let which = 1; which < size(group); which++) {
      const { sha256 } = images.at(member(group, which))!;
      if (sha256 < least) least = sha256;
    }
    return least;
  };
  return {
    count,
    size,
    member,
    pictures,
    severalLabels: (group) => several.get(group) ?? null,
    ofLabel: (group, label) =>
      several.has(group) ? pictures(group).filter((picture) => picture.label === label).length : size(group),
    isContradictory(group) {
      if (!several.has(group)) return false;
      const labelOf = new Map<string, number>();
      return pictures(group).some(({ sha256, label }) => {
        const before = labelOf.get(sha256);
        labelOf.set(sha256, label);
        return before !== undefined && before !== label;
      });
    },
    inSeededOrder(groups, seed) {
      const digest = (group: number): string => hash('sha256', `${seed}:${leastContent(group)}`);
      // Their first twelve digits tell nearly all apart, and are a number.
      const heads = Float64Array.from(groups, (group) => Number.parseInt(digest(group).slice(0, 12), 16));
      const places = Uint32Array.from(groups.keys()).sort((a, b) => heads[a]! - heads[b]! || (digest(groups[a]!) < digest(groups[b]!) ? -1 : 1));
      return Array.from(places, (place) => groups[place]!);
    },
  };
}
