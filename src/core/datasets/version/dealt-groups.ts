import { hash } from 'node:crypto';
import type { Split } from '../../../shared/split.ts';

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
function numbered(images: readonly SplitInput[]): { groupOf: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const groupOf = Int32Array.from(images, (image) => {
    if (image.fixed) return -1;
    const key = keyOf(image);
    const known = numbers.get(key);
    if (known === undefined) numbers.set(key, numbers.size);
    return known ?? numbers.size - 1;
  });
  return { groupOf, count: numbers.size };
}

/**
 * The pictures that no folder places, in what stays together (as `keptTogether` has it), as numbers: a hundred thousand groups of one picture each are many
 * megabytes as objects.
 */
export function groupForDealing(images: readonly SplitInput[]): DealtGroups {
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
  const picturesOf = (group: number): SplitInput[] => Array.from({ length: size(group) }, (_, which) => images[member(group, which)]!);
  const several = new Map<number, ReadonlySet<number>>();
  for (let group = 0; group < count; group++) {
    if (size(group) === 1) continue;
    const labels = new Set(picturesOf(group).map(({ label }) => label));
    if (labels.size > 1) several.set(group, labels);
  }
  const leastContent = (group: number): string => {
    let least = images[member(group, 0)]!.sha256;
    for (let which = 1; which < size(group); which++) {
      const { sha256 } = images[member(group, which)]!;
      if (sha256 < least) least = sha256;
    }
    return least;
  };
  return {
    count,
    size,
    member,
    severalLabels: (group) => several.get(group) ?? null,
    ofLabel: (group, label) =>
      several.has(group) ? picturesOf(group).filter((picture) => picture.label === label).length : size(group),
    isContradictory(group) {
      if (!several.has(group)) return false;
      const labelOf = new Map<string, number>();
      return picturesOf(group).some(({ sha256, label }) => {
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
