/**
 * How good a run is beside doing without it, and what would help it most: figures and kinds; each door finds the words.
 * Shares are 0..1. How each is computed: `core/evaluation/README.md`.
 */

/** What needs no model: its accuracy on the same pictures, and whether the run is shown to be better at this many pictures. */
export interface Baseline {
  accuracy: number;
  /** By the p-value, where there is one, and the interval; never without an interval. */
  isBeaten: boolean;
  /** Two-sided; null where groups are counted and no test of them holds. */
  p: number | null;
}

/** A picture whose given label looks wrong. */
export interface LabelSuspect {
  /** Null for a picture that is in no data set. */
  image: number | null;
  file: string;
  label: string;
  /** The class that is sure of it. */
  likely: string;
  /** Probability of the given label, and of the likely one. */
  given: number;
  sure: number;
}

/** `gain`: what it brings at most, in accuracy on these pictures; null where nothing of the kind can be computed beforehand. */
export type VerdictHelp =
  /** The class found least: `found` of its `images`. `morePictures`: until it has as many for training as the middle class; 0 where it has. */
  | {
      kind: 'weakest-class';
      label: string;
      found: number;
      images: number;
      recall: number;
      /** Of the class alone, counted as that of the verdict, and as wide as the least of all classes needs: it holds in 95 of 100 cases although it was looked for. */
      interval: [number, number] | null;
      trainImages: number;
      morePictures: number;
      /** Whether it is shown to be found less often than the others. */
      isShown: boolean;
      gain: number;
    }
  /** Two classes taken for each other: `counts` of the first for the second, and back; `share` of all mistakes. `groups`: of so many independent groups these are; left out where pictures are counted. */
  | { kind: 'confused-pair'; labels: [string, string]; counts: [number, number]; groups?: number; share: number; gain: number }
  /** `isUnsure`: too few pictures or too weak a model to tell wrong labels from mistakes. The first of them, the clearest first. */
  | { kind: 'label-suspects'; count: number; isUnsure: boolean; pictures: LabelSuspect[]; gain: number }
  /** So many more pictures to be judged by halve the interval, which reaches `margin` to either side on average. */
  | { kind: 'too-few-pictures'; images: number; moreImages: number; margin: number; gain: null }
  /** The same of groups; `margin` is null where there are too few for an interval, and `moreGroups` then make one possible. */
  | { kind: 'too-few-groups'; groups: number; moreGroups: number; margin: number | null; gain: null }
  /** Right on what it learned from, and far less so here. */
  | { kind: 'learns-by-heart'; trainAccuracy: number; trainLoss: number; valLoss: number; isAugmented: boolean; gain: null }
  /** From one `--freeze` to a deeper one. */
  | { kind: 'train-deeper'; from: string; to: string; gain: null }
  /** ImageNet accuracy of what the run began from (null where none was published) and of the larger one. */
  | { kind: 'better-base-model'; from: string | null; fromAccuracy: number | null; to: string; toAccuracy: number; sizeBytes: number; isOnDisk: boolean; gain: null };

export type HelpKind = VerdictHelp['kind'];

/** `better`: than both baselines, and hardly by chance. `worse`: hardly by chance below one. Else it cannot be told from this many pictures. */
export type Standing = 'better' | 'cannot-tell' | 'worse';

export interface RunVerdict {
  split: 'val' | 'test';
  correct: number;
  images: number;
  classes: number;
  accuracy: number;
  /** 95 %, by the rule of `core/evaluation/accuracy-interval.ts`. */
  interval: [number, number] | null;
  /** So many independent groups are counted; null where pictures are. */
  independentGroups: number | null;
  /** The accuracy as a person says it: right `times` times of `of`. */
  plainly: { times: number; of: number };
  guessing: Baseline;
  /** Always saying the class that most of these pictures are of. */
  largestClass: Baseline & { label: string };
  standing: Standing;
  /** Three at most, what helps most first. */
  helps: VerdictHelp[];
}
