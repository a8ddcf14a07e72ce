import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { GroupSource } from '../group-source.ts';
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

export const groupCalls = {
  /** Looks at the pictures that nobody has looked at; progress comes as `looking` events. Changes nothing. The best first. */
  suggest: oc.input(z.strictObject({ dataset })).output(type<{ applied: GroupSource | null; suggestions: GroupSuggestion[] }>()),
  /** Keeps groups together from now on; null: equal contents alone. `moved` pictures changed sides. */
  apply: oc
    .input(z.strictObject({ dataset, source: z.enum(['name', 'exif', 'near', 'folder']).nullable() }))
    .output(type<{ view: DatasetView; moved: number }>()),
  /** Progress comes as `suggesting` events. */
  leak: oc.input(z.strictObject({ dataset })).output(type<LeakPrice>()),
};
