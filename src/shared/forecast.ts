/** What may be said of pictures that nobody labelled, and of a camera. Without zod: the window takes it. */

/** Below them a forecast says nothing (`facts`: standard deviation 0.041 at 200 and 200; with few errors the threshold is the smallest score). */
export const forecastNeeds = { labelled: 200, errors: 10, images: 200 } as const;

/** Fewer pictures say too little of a camera. */
export const fewestToAdapt = 32;
/** More add next to nothing to the mean and the spread of a channel. */
export const mostToAdapt = 256;

export interface AccuracyForecast {
  /** By ATC; null where nothing may be said. */
  readonly expectedAccuracy: number | null;
  /** 2.5 to 97.5 % of 200 resamples of both sides, each in whole groups where those are counted, and as far as DoC; null with it. */
  readonly low: number | null;
  readonly high: number | null;
  readonly atc: number;
  readonly doc: number;
  /** Of the confidences there and here, 0 to 1. */
  readonly difference: number;
  /** What keeps a figure from being said. */
  readonly refused: 'few-labelled' | 'few-groups' | 'few-errors' | 'few-images' | 'few-new-groups' | 'methods-apart' | 'unfamiliar' | null;
  /** Share of the pictures that are unlike all that the run learned from; null where it cannot say. */
  readonly unfamiliar: number | null;
  /** So many independent groups of labelled pictures are counted; null where pictures are. */
  readonly independentGroups: number | null;
  /** The same of the pictures without labels; left out by what was kept before it was told. */
  readonly newGroups?: number | null;
}

export type Unguarded = 'no-index' | 'too-few';

/** What is to be expected of pictures, by the labelled ones that judge a run. */
export interface ForecastFigures extends AccuracyForecast {
  /** Without labels, that could be read. */
  readonly images: number;
  /** With labels, that judge the run: its test pictures where it has any, else validation. */
  readonly labelled: number;
  readonly split: 'val' | 'test';
  /** Why nothing tells whether the pictures are strange to the run: it has no index of what it learned from, or too few validation pictures (groups, where those are counted) for a threshold. Null where something does; left out by what was kept before it was told. */
  readonly unguarded?: Unguarded | null;
}
