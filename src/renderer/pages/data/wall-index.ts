import type { ImageIndex } from '../../../shared/contract/image-calls.ts';
import type { WallPictures } from '../../wall/wall-pictures.ts';

/** The pictures of the wall in columns of one length; nothing of a picture is an object. */
export interface WallIndex {
  readonly classes: readonly string[];
  readonly ids: Int32Array;
  /** Indices into `classes`, -1 without a label. */
  readonly labels: Int32Array;
  /** Sums of {@link pictureFlags}. */
  readonly flags: Uint8Array;
}

export const pictureFlags = { excluded: 1, unreadable: 2, relabelled: 4 } as const;

export const emptyIndex: WallIndex = {
  classes: [],
  ids: new Int32Array(),
  labels: new Int32Array(),
  flags: new Uint8Array(),
};

export const toWallIndex = ({ classes, ids, labels, flags }: ImageIndex): WallIndex => ({
  classes,
  ids: Int32Array.from(ids),
  labels: Int32Array.from(labels),
  flags: Uint8Array.from(flags),
});

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
  return { isExcluded, isUnreadable, labelOf, nameOf } satisfies WallPictures & { labelOf(at: number): string };
}
