import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Split } from '../split.ts';
import type { LabelChange } from './image-calls.ts';

/** A label that looks wrong to heads that did not learn from it. */
export interface SuspectPicture {
  /** From 1, the clearest first; those that a person was unsure of before come last. */
  rank: number;
  image: number;
  /** Relative to the data set's folder, with `/`. */
  file: string;
  split: Split;
  given: string;
  likely: string;
  /** (p given - largest other p + 1) / 2, 0..1: the lower, the clearer. */
  score: number;
  /** The pictures most like it, the most alike first. */
  neighbours: { image: number; file: string; label: string }[];
}

/** Why a list of suspects says little: the model is wrong too often, or a class has too few pictures. */
export type SuspectDoubt = { kind: 'weak-model'; accuracy: number } | { kind: 'few-pictures'; className: string; images: number };

export interface SuspectList {
  backbone: string;
  /** Training and validation pictures that were answered by heads that did not learn from them. */
  judged: number;
  /** Of them, how many were told as their label says, 0..1. */
  accuracy: number;
  doubts: SuspectDoubt[];
  /** All that the method names, before the limit. */
  found: number;
  /** Said to be right in an earlier judgement, and so not named again. */
  settled: number;
  /** Of those found: nobody was sure of them in an earlier judgement, and so they come last. */
  unsure: number;
  suspects: SuspectPicture[];
  /** Of all pictures of this data set that were judged, each as it was judged last. */
  yield: SuspectYield;
}

/** Of the suspects judged so far, unsure ones apart. */
export interface SuspectYield {
  judged: number;
  wrong: number;
  unsure: number;
  /** Since the last one that was wrong. */
  rightInARow: number;
  /** So many of those as clear as these may be wrong all the same, 0..1: the high end of their one-sided 95 % interval; 1 of none. */
  mostWrong: number;
  isTimeToStop: boolean;
}

/** What became of a judgement: the labels, where one changed. */
export interface Judged {
  change: LabelChange | null;
  yield: SuspectYield;
}

const dataset = z.string().min(1);

export const suspectCalls = {
  /** Progress comes as `suggesting` events. Changes nothing. */
  find: oc.input(z.strictObject({ dataset, limit: z.int().min(1).max(1000).default(200) })).output(type<SuspectList>()),
  /** `said`: a class, which becomes its label where it has another; null: unsure. */
  judge: oc.input(z.strictObject({ dataset, image: z.int().min(1), said: z.string().trim().min(1).max(200).nullable() })).output(type<Judged>()),
  /** Takes the last judgement of this picture back, and the label that it gave. */
  takeBack: oc.input(z.strictObject({ dataset, image: z.int().min(1) })).output(type<Judged>()),
};
