import type { ImageIndex } from '../../../shared/contract/image-calls.ts';
import type { WallGroup } from '../../wall/wall-grid.ts';
import type { WallPictures } from '../../wall/wall-pictures.ts';

/** The pictures of the wall in columns of one length; nothing of a picture is an object. */
export interface WallIndex {
  readonly classes: readonly string[];
  readonly ids: Int32Array;
  /** Indices into `classes`, -1 without a label. */
  readonly labels: Int32Array;
  /** Sums of {@link pictureFlags}. */
  readonly flags: Uint8Array;
  /** `contentOf` each picture's sha256. */
  readonly contents: Uint32Array;
}

export const pictureFlags = { excluded: 1, unreadable: 2, relabelled: 4 } as const;

export const emptyIndex: WallIndex = {
  classes: [],
  ids: new Int32Array(),
  labels: new Int32Array(),
  flags: new Uint8Array(),
  contents: new Uint32Array(),
};

export const toWallIndex = ({ classes, ids, labels, flags, contents }: ImageIndex): WallIndex => ({
  classes,
  ids: Int32Array.from(ids),
  labels: Int32Array.from(labels),
  flags: Uint8Array.from(flags),
  contents: Uint32Array.from(contents),
});

/** Pictures of one class together, in the order of the classes, those without one first; within a class as they came. */
export function groupedByClass(index: WallIndex): WallIndex {
  const { ids, labels, flags, contents } = index;
  if (labels.every((label, at) => at === 0 || labels[at - 1]! <= label)) return index;
  const next = new Int32Array(index.classes.length + 2);
  for (const label of labels) next[label + 2]! += 1;
  for (let at = 1; at < next.length; at += 1) next[at]! += next[at - 1]!;
  const grouped = { ...index, ids: ids.slice(), labels: labels.slice(), flags: flags.slice(), contents: contents.slice() };
  for (let at = 0; at < ids.length; at += 1) {
    const to = next[labels[at]! + 1]!++;
    grouped.ids[to] = ids[at]!;
    grouped.labels[to] = labels[at]!;
    grouped.flags[to] = flags[at]!;
    grouped.contents[to] = contents[at]!;
  }
  return grouped;
}

/** The classes of an index in that order, each with its first picture and how many there are. */
export function classGroups({ classes, labels, flags }: WallIndex, noLabel: string): WallGroup[] {
  const unused = pictureFlags.excluded | pictureFlags.unreadable;
  const groups: WallGroup[] = [];
  for (let start = 0; start < labels.length; ) {
    let end = start;
    let used = 0;
    for (; end < labels.length && labels[end] === labels[start]; end += 1) used += flags[end]! & unused ? 0 : 1;
    groups.push({ name: classes[labels[start]!] ?? noLabel, start, count: end - start, used });
    start = end;
  }
  return groups;
}

/** As the program will answer once these pictures are moved: shown at once. */
export function withLabel(index: WallIndex, mask: Uint8Array, className: string): WallIndex {
  const known = index.classes.indexOf(className);
  const classes = known < 0 ? [...index.classes, className] : index.classes;
  const label = known < 0 ? classes.length - 1 : known;
  const labels = index.labels.slice();
  const flags = index.flags.slice();
  for (let at = 0; at < mask.length; at += 1) {
    if (!mask[at]) continue;
    labels[at] = label;
    flags[at] = flags[at]! | pictureFlags.relabelled;
  }
  return { ...index, classes, labels, flags };
}

export function withExcluded(index: WallIndex, mask: Uint8Array, isExcluded: boolean): WallIndex {
  const flags = index.flags.slice();
  for (let at = 0; at < mask.length; at += 1) {
    if (mask[at]) flags[at] = isExcluded ? flags[at]! | pictureFlags.excluded : flags[at]! & ~pictureFlags.excluded;
  }
  return { ...index, flags };
}

/** Without the pictures that no longer are of the class that is shown (null: without one), so that the next ones take their places. */
export function onlyOfClass(index: WallIndex, className: string | null): WallIndex {
  const label = className === null ? -1 : index.classes.indexOf(className);
  const stays = (_: number, at: number): boolean => index.labels[at] === label;
  const { ids, labels, flags, contents } = index;
  return { ...index, ids: ids.filter(stays), labels: labels.filter(stays), flags: flags.filter(stays), contents: contents.filter(stays) };
}

/** Whether a usable picture has no class yet. */
export const isWaiting = ({ labels, flags }: WallIndex, at: number): boolean =>
  labels[at] === -1 && !(flags[at]! & (pictureFlags.excluded | pictureFlags.unreadable));

/** X excludes; where everything chosen is excluded already, it takes the pictures back in. */
export function isAllExcluded(index: WallIndex, mask: Uint8Array): boolean {
  for (let at = 0; at < mask.length; at += 1) if (mask[at] && !(index.flags[at]! & pictureFlags.excluded)) return false;
  return true;
}

/** How many of the pictures chosen stand under each label (index into `classes`, -1 without one). */
export function countByLabel(index: WallIndex, mask: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < mask.length; at += 1) {
    if (mask[at]) counts.set(index.labels[at]!, (counts.get(index.labels[at]!) ?? 0) + 1);
  }
  return counts;
}

type StateWords = Readonly<Record<'noLabel' | 'excluded' | 'unreadable', string>>;

/** What the wall says of its pictures: class and place, and what else is to be known of one. */
export function wallPictures(index: WallIndex, words: StateWords) {
  const has = (at: number, flag: number): boolean => (index.flags[at]! & flag) !== 0;
  const isExcluded = (at: number) => has(at, pictureFlags.excluded);
  const isUnreadable = (at: number) => has(at, pictureFlags.unreadable);
  const labelOf = (at: number): string => index.classes[index.labels[at]!] ?? words.noLabel;
  const nameOf = (at: number): string => {
    const name = `${labelOf(at)}, ${at + 1}`;
    if (isUnreadable(at)) return `${name}, ${words.unreadable}`;
    return isExcluded(at) ? `${name}, ${words.excluded}` : name;
  };
  const contentOf = (at: number): number => index.contents[at]!;
  return { isExcluded, isUnreadable, contentOf, labelOf, nameOf } satisfies WallPictures & { labelOf(at: number): string };
}
