import { z } from 'zod';

/** What happens to pictures in the field, each in four levels (`stressValues`). */
export const stressKinds = ['blur', 'dark', 'noise', 'jpeg', 'rotation', 'crop', 'colour'] as const;
export type StressKind = (typeof stressKinds)[number];

/**
 * Values of levels 1 to 4. Blur: standard deviation of a Gaussian in percent of the side. Dark: what is left of each value. Noise: standard
 * deviation in levels of 255. JPEG: quality. Rotation: degrees clockwise. Crop: part of the side that is kept, enlarged. Colour: how much red
 * gains and blue loses.
 */
export const stressValues: Readonly<Record<StressKind, readonly [number, number, number, number]>> = {
  blur: [0.5, 1, 2, 4],
  dark: [0.6, 0.4, 0.25, 0.12],
  noise: [8, 16, 32, 64],
  jpeg: [50, 25, 10, 5],
  rotation: [10, 20, 45, 90],
  crop: [0.85, 0.7, 0.5, 0.35],
  colour: [0.1, 0.2, 0.35, 0.5],
};

/**
 * What is done to the square that a network is given. `object-covered`: the quarter of it that spoke most for the answer, by its heat map;
 * `elsewhere-covered`: the quarter that spoke least; `border-alone`: all but an eighth of its side around the edge.
 */
const disturbanceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['plain', 'object-covered', 'elsewhere-covered', 'border-alone']) }),
  z.strictObject({ kind: z.enum(stressKinds), value: z.number() }),
]);
export type Disturbance = z.infer<typeof disturbanceSchema>;

/** Asks a model about pictures, each disturbed in several ways. */
export const disturbedJobSchema = z.strictObject({
  kind: z.literal('disturbed'),
  modelFolder: z.string(),
  images: z.array(z.strictObject({ file: z.string(), sha256: z.string() })).min(1),
  disturbances: z.array(disturbanceSchema).min(1),
  /** Whether the disturbed squares are wanted too, to be looked at. */
  isShown: z.boolean(),
  decodeThreads: z.int().min(1),
});
export type DisturbedJob = z.infer<typeof disturbedJobSchema>;

export interface DisturbedResult {
  kind: 'disturbed';
  /** Of each disturbance, the likeliest class of each picture; null where a picture could not be read. */
  predicted: (number | null)[][];
  /** Likewise the square it was asked about, as a WebP that loses nothing; empty where that was not wanted. */
  shown: (Uint8Array | null)[][];
}

/** Without the object: the ways in which a shortcut shows. */
export const coveredWays = ['object-covered', 'border-alone'] as const;
export type CoveredWay = (typeof coveredWays)[number];

export interface StressLevel {
  /** 0 undisturbed, then 1 to 4. */
  level: number;
  /** In the unit of its kind; null undisturbed. */
  value: number | null;
  accuracy: number;
  /** 95 % interval, by the rule of `core/evaluation/accuracy-interval.ts`; null with fewer than five groups, where groups are counted. */
  low: number | null;
  high: number | null;
  /** McNemar's mid-p against the same pictures undisturbed (of groups that of `paired-answers.ts`), by Holm over all levels of all kinds. */
  p: number;
}

/** Where a class is lost: the first level that finds fewer than half of its pictures that were found undisturbed; null where none does. */
export interface BreakPoint {
  label: string;
  level: number | null;
  value: number | null;
  /** Undisturbed, and at that level (the last one where it never breaks). */
  found: number;
  left: number;
  images: number;
  /** Whether that many fewer are hardly chance (McNemar's mid-p, or that of groups, below 0.05). */
  isShown: boolean;
}

export interface StressedKind {
  kind: StressKind;
  levels: StressLevel[];
  breakPoints: BreakPoint[];
  /** What training could do about it that this run did not, where it is shown to lose; null else. */
  augment: string | null;
}

export interface StressCard {
  run: number;
  /** Validation pictures that were asked about, of all there are. */
  images: number;
  of: number;
  /** So many independent groups are counted; null where pictures are. Left out by older versions, which counted pictures alone. */
  independentGroups?: number | null;
  kinds: StressedKind[];
}

export interface ShortcutShare {
  accuracy: number;
  low: number | null;
  high: number | null;
  /** Right more often than `guessing`: one-sided exact binomial; of groups one-sided by whole groups, against always saying the largest class. */
  p: number;
}

export interface ShortcutPicture {
  image: number;
  file: string;
  label: string;
  /** What it is told for with its object covered, and from its border alone. */
  objectCovered: string;
  borderAlone: string;
}

/** What of the answers is left without the object. */
export interface ShortcutTest {
  run: number;
  images: number;
  of: number;
  independentGroups?: number | null;
  /** What always saying the largest class of these pictures gets right. */
  guessing: number;
  plain: ShortcutShare;
  objectCovered: ShortcutShare;
  elsewhereCovered: ShortcutShare;
  borderAlone: ShortcutShare;
  /** McNemar's mid-p, or that of groups, of covering the object against covering elsewhere. */
  objectMatters: number;
  /** Told right from their border alone or without their object, those that are both first. */
  pictures: ShortcutPicture[];
}
