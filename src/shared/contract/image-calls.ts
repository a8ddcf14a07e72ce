import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { SaidValues } from '../said.ts';
import { splits, type Split } from '../split.ts';

const dataset = z.string().min(1);
const images = z.array(z.int().min(1)).min(1).max(200_000);

/** Which pictures of a data set; every key narrows. */
const imageFilterSchema = z.strictObject({
  /** A class's name; null for pictures without a label. */
  className: z.string().nullable().optional(),
  split: z.enum(splits).optional(),
  problem: z.enum(['duplicates', 'near-duplicates', 'label-conflicts', 'across-sides', 'excluded', 'unreadable', 'dim', 'cut-off']).optional(),
  /** Pictures that this run got wrong. */
  wrongByRun: z.int().min(1).optional(),
  /** Part of the path; capitals and accents do not matter. */
  search: z.string().max(500).optional(),
});
export type ImageFilter = z.infer<typeof imageFilterSchema>;

/**
 * All pictures that match, in columns of one length, so that 100,000 of them are one or two megabytes.
 * `labels` are indices into `classes`, -1 without a label; `flags` are sums of 1 = excluded, 2 = unreadable, 4 = relabelled here;
 * `contents` are the first 32 bits of each file's sha256, for an address that is never asked again (`shared/image-address.ts`).
 */
export interface ImageIndex {
  classes: string[];
  ids: number[];
  labels: number[];
  flags: number[];
  contents: number[];
}

export interface ImageDetails {
  id: number;
  /** Relative to the data set's folder, with `/`. */
  file: string;
  /** Absolute. */
  path: string;
  width: number | null;
  height: number | null;
  sizeBytes: number;
  /** What the folder says, and what counts now. */
  folderLabel: string | null;
  label: string | null;
  split: Split | null;
  isExcluded: boolean;
  problem: string | null;
  /** The same as data, where it is known. */
  problemValues: SaidValues | null;
  /** Usable files of the same content that are not excluded. */
  duplicates: { id: number; file: string }[];
}

/** What was said of so many pictures at once. */
export type LabelAct = { images: number } & (
  | { kind: 'label'; label: string }
  | { kind: 'exclude' | 'include' }
  /** Each picture as a table said; `source` is the table's name. */
  | { kind: 'import'; source: string }
);
/** Undoing and redoing are in the history too, with the act they are `of`. */
export type LabelDeed = LabelAct | { kind: 'undo' | 'redo'; images: number; of: LabelAct };

/** What a labelling call did, with the figures that the page shows beside it. */
export interface LabelChange {
  changed: number;
  /** Null where there was nothing to do. */
  did: LabelDeed | null;
  /** The first picture concerned, by the path it had; null where it is gone or there was nothing to do. */
  picture: number | null;
  classes: { name: string; count: number }[];
  unlabelled: number;
  excluded: number;
  canUndo: boolean;
  canRedo: boolean;
}

export interface LabelHistoryEntry {
  id: number;
  atMs: number;
  did: LabelDeed;
  images: number;
  isUndone: boolean;
}

/** Pictures of equal content, and so of one size, that are not excluded; in order of their paths. */
export interface DuplicateGroup {
  width: number | null;
  height: number | null;
  sizeBytes: number;
  pictures: { image: number; file: string; label: string | null; split: Split | null }[];
  /** In what they are told apart. */
  differs: ('label' | 'split')[];
}

/** Pictures that show nearly the same, of different files: saved again, made smaller, brighter. */
export interface NearGroup {
  /** The largest first. */
  pictures: (DuplicateGroup['pictures'][number] & { width: number | null; height: number | null; sizeBytes: number })[];
  /** Every link between them is near enough by itself; else they are likely the same. */
  isSure: boolean;
  /** The most of 64 bits in which the hashes of two that were brought together differ. */
  distance: number;
  differs: DuplicateGroup['differs'];
}

export interface NearDuplicates {
  groups: NearGroup[];
  /** Usable pictures that nobody has looked at so far. */
  unlooked: number;
}

/** A picture with the class that those most like it have. */
export interface SuggestedPicture {
  image: number;
  /** Relative to the data set's folder, with `/`. */
  file: string;
  /** The class it has; null without one. */
  label: string | null;
  /** Of its neighbours, how many have the class suggested, 0..1. */
  share: number;
  /** Its nearest neighbour of that class. */
  like: number;
}
/** All pictures that one class is suggested for, the surest first. */
export interface SuggestedClass {
  label: string;
  pictures: SuggestedPicture[];
}

/** What pictures are like, by `k` nearest neighbours on the features of `backbone`. */
export interface LabelSuggestions {
  backbone: string;
  k: number;
  minShare: number;
  /** Pictures with a class that were asked. */
  compared: number;
  /** For pictures without a class: classes in label order. */
  classes: SuggestedClass[];
  /** For pictures that have another class than those like them. */
  doubtful: SuggestedClass[];
  /** Pictures without a class whose neighbours do not agree so far. */
  undecided: number;
  /** Pictures without a class that were not looked at this time, because so many are not compared at once. */
  later: number;
  /** Pictures whose files could not be read, or have changed since they were scanned. */
  unread: number;
}

export const imageCalls = {
  index: oc.input(z.strictObject({ dataset, filter: imageFilterSchema })).output(type<ImageIndex>()),
  details: oc.input(z.strictObject({ dataset, images: z.array(z.int().min(1)).min(1).max(500) })).output(type<ImageDetails[]>()),
  /** To keep one of a group the others are excluded (`labels.exclude`). */
  duplicates: oc.input(z.strictObject({ dataset })).output(type<DuplicateGroup[]>()),
  /** Looks at the pictures that nobody has looked at so far, unless only what is `known` is wanted; progress comes as `looking` events. */
  nearDuplicates: oc.input(z.strictObject({ dataset, known: z.boolean().default(false) })).output(type<NearDuplicates>()),
};

export const labelCalls = {
  /** A name that is no class yet makes one. */
  set: oc.input(z.strictObject({ dataset, images, label: z.string().trim().min(1).max(200) })).output(type<LabelChange>()),
  exclude: oc.input(z.strictObject({ dataset, images, excluded: z.boolean() })).output(type<LabelChange>()),
  /**
   * What pictures without a class, and pictures that may have a wrong one, are like; progress comes as `suggesting` events. Changes nothing.
   */
  suggest: oc
    .input(z.strictObject({ dataset, k: z.int().min(1).max(50).default(5), minShare: z.number().min(0).max(1).default(0.8) }))
    .output(type<LabelSuggestions>()),
  undo: oc.input(z.strictObject({ dataset })).output(type<LabelChange>()),
  redo: oc.input(z.strictObject({ dataset })).output(type<LabelChange>()),
  history: oc.input(z.strictObject({ dataset, limit: z.int().min(1).max(1000) })).output(type<LabelHistoryEntry[]>()),
  /** CSV with a header: file, label, folder_label, excluded, split. */
  csv: oc.input(z.strictObject({ dataset })).output(type<{ csv: string }>()),
};
