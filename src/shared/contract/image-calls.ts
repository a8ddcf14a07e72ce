import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { SaidValues } from '../said.ts';
import { splits, type Split } from '../split.ts';

const dataset = z.string().min(1);
const images = z.array(z.int().min(1)).min(1).max(200_000);

/** Which pictures of a data set; every key narrows. */
export const imageFilterSchema = z.strictObject({
  /** A class's name; null for pictures without a label. */
  className: z.string().nullable().optional(),
  split: z.enum(splits).optional(),
  problem: z.enum(['duplicates', 'label-conflicts', 'across-sides', 'excluded', 'unreadable', 'dim', 'cut-off']).optional(),
  /** Pictures that this run got wrong. */
  wrongByRun: z.int().min(1).optional(),
  /** Part of the path; capitals and accents do not matter. */
  search: z.string().max(500).optional(),
});
export type ImageFilter = z.infer<typeof imageFilterSchema>;

/**
 * All pictures that match, in columns of one length, so that 100,000 of them are a few hundred kilobytes.
 * `labels` are indices into `classes`, -1 without a label; `flags` are sums of 1 = excluded, 2 = unreadable, 4 = relabelled here.
 */
export interface ImageIndex {
  classes: string[];
  ids: number[];
  labels: number[];
  flags: number[];
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

export const imageCalls = {
  index: oc.input(z.strictObject({ dataset, filter: imageFilterSchema })).output(type<ImageIndex>()),
  details: oc.input(z.strictObject({ dataset, images: z.array(z.int().min(1)).min(1).max(500) })).output(type<ImageDetails[]>()),
};

export const labelCalls = {
  /** A name that is no class yet makes one. */
  set: oc.input(z.strictObject({ dataset, images, label: z.string().trim().min(1).max(200) })).output(type<LabelChange>()),
  exclude: oc.input(z.strictObject({ dataset, images, excluded: z.boolean() })).output(type<LabelChange>()),
  undo: oc.input(z.strictObject({ dataset })).output(type<LabelChange>()),
  redo: oc.input(z.strictObject({ dataset })).output(type<LabelChange>()),
  history: oc.input(z.strictObject({ dataset, limit: z.int().min(1).max(1000) })).output(type<LabelHistoryEntry[]>()),
  /** CSV with a header: file, label, folder_label, excluded, split. */
  csv: oc.input(z.strictObject({ dataset })).output(type<{ csv: string }>()),
};
