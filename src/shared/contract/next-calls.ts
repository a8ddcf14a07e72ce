import { oc, type } from '@orpc/contract';
import { z } from 'zod';

/** How pictures are chosen: typical ones of kinds that have few labels, or those that heads are least sure of. */
export const nextMethods = ['typical', 'uncertain'] as const;
export type NextMethod = (typeof nextMethods)[number];

/** Why a picture is worth a label; `random`: drawn as a control, so that what choosing gains can be shown. */
export type NextReason =
  /** Of so many pictures of its kind, so many have a label. */
  | { kind: 'typical'; like: number; labelled: number }
  /** The two likeliest classes, and how likely, 0..1. */
  | { kind: 'uncertain'; between: [string, string]; probabilities: [number, number] }
  | { kind: 'random' };

export interface NextPicture {
  /** From 1. */
  rank: number;
  image: number;
  /** Relative to the data set's folder, with `/`. */
  file: string;
  reason: NextReason;
  /** Pictures without a label that are more like it than like any other named here, the most alike first. */
  neighbours: { image: number; file: string }[];
}

export interface NextToLabel {
  backbone: string;
  method: NextMethod;
  /** Pictures with a label and without. */
  labelled: number;
  waiting: number;
  /** Without a label, of groups that validate or test: with one they would judge and not teach, so that they are not proposed where others are. */
  judging: number;
  /** Without a label, and not looked at this time, because so many are not compared at once. */
  later: number;
  /** Whose files could not be read, or have changed since they were scanned. */
  unread: number;
  pictures: NextPicture[];
}

/** What one head says of the validation pictures; no interval with fewer than five groups, where groups are counted. */
export interface NextAccuracy {
  accuracy: number;
  low: number | null;
  high: number | null;
}

/** What choosing pictures gained over drawing them, from pictures of both kinds that have a label now. */
export interface NextBenefit {
  /** Pictures of each kind that taught, beside `base` others. */
  each: number;
  base: number;
  /** Validation pictures that judged. */
  judged: number;
  /** So many independent groups of them are counted; null where pictures are. */
  independentGroups: number | null;
  chosen: NextAccuracy;
  random: NextAccuracy;
  /** McNemar's mid-p on these pictures; of groups that of `paired-answers.ts`. */
  p: number;
}

const dataset = z.string().min(1);

export const nextCalls = {
  /** Progress comes as `suggesting` events. Changes no label; what was proposed, and why, is kept. */
  find: oc.input(z.strictObject({ dataset, count: z.int().min(1).max(200).default(20), method: z.enum(nextMethods).optional() })).output(type<NextToLabel>()),
  /** Progress comes as `suggesting` events. @throws `bad-usage` where too few of both kinds have a label, with how many are `needed` */
  benefit: oc.input(z.strictObject({ dataset })).output(type<NextBenefit>()),
};
