import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { GroupSource } from '../group-source.ts';
import { mostTableText } from '../sent-limits.ts';
import type { DatasetView } from './dataset-calls.ts';

/** An accuracy with its 95 % interval; null where too few groups say something. */
export interface LeakSide {
  accuracy: number;
  low: number | null;
  high: number | null;
}

/** What pictures that belong together feign: the accuracy with them on both sides, and with whole groups apart. */
export interface LeakPrice {
  source: GroupSource;
  backbone: string;
  /** Pictures that were judged, and their groups, those of one picture too. */
  images: number;
  groups: number;
  ungrouped: LeakSide;
  grouped: LeakSide;
}

export interface GroupSuggestion {
  source: GroupSource;
  count: number;
  largest: number;
  /** Groups on more than one side of the split now. */
  straddling: number;
  /** Of the largest: what it is called, and its first pictures. */
  examples: { group: string; images: number; pictures: number[] }[];
}

const dataset = z.string().min(1);
/** A table as it was read, with its name; columns by their names or numbers from 1, where they are not to be found by usual names. */
const table = z.strictObject({
  name: z.string().max(1000),
  text: z.string().max(mostTableText),
  fileColumn: z.string().max(1000).optional(),
  groupColumn: z.string().max(1000).optional(),
});
export type SentTable = z.infer<typeof table>;

/** What a table says of the pictures of a data set. */
export interface TableGroups {
  /** What stands in its first line. */
  columns: string[];
  /** Null where it cannot be told which column says what belongs together, or has the files: one of `columns` is to be named. */
  suggestion: GroupSuggestion | null;
  /** Rows that name no picture. */
  rest: number;
  /** Pictures that no row names, and groups that are one because they share a picture. */
  alone: number;
  joined: number;
}

export const groupCalls = {
  /**
   * Looks at the pictures that nobody has looked at; progress comes as `looking` events. Changes nothing. The best first. `features`: near duplicates by what the
   * network sees too, mirrored, turned and cropped; progress as `suggesting` events. `unread`: files that could not be read as they were scanned; `timeless`: pictures whose time in
   * the camera's clock says nothing of bursts.
   */
  suggest: oc.input(z.strictObject({ dataset, features: z.boolean().default(false) })).output(type<{ applied: GroupSource | null; suggestions: GroupSuggestion[]; unread: number; timeless: number }>()),
  /** What a table would keep together. Changes nothing. */
  table: oc.input(z.strictObject({ dataset, table })).output(type<TableGroups>()),
  /** Keeps groups together from now on; null: equal contents alone. `moved` pictures changed sides. */
  apply: oc
    .input(z.strictObject({ dataset, source: z.enum(['name', 'exif', 'near', 'folder']).nullable(), features: z.boolean().default(false) }))
    .output(type<{ view: DatasetView; moved: number }>()),
  /** As `apply`, by a table. */
  applyTable: oc.input(z.strictObject({ dataset, table })).output(type<{ view: DatasetView; moved: number }>()),
  /** Progress comes as `suggesting` events. */
  leak: oc.input(z.strictObject({ dataset })).output(type<LeakPrice>()),
};
