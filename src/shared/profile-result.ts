/** What each place of a backbone where it may end knows of the pictures: an answer of the engine. */
export interface ProfileResult {
  kind: 'profile';
  blocks: {
    /** `stem`, `stage1.0` …: the network ends after it. */
    after: string;
    dimensions: number;
    l2: number;
    /** The largest component of the gradient that is left of the head. */
    gradientNorm: number;
    /** Of the network up to there, its head left out. */
    millisecondsPerImage: number;
    /** Whether each picture of `judged` is told right. */
    right: boolean[];
  }[];
  /** Validation pictures that could be read. */
  judged: number[];
  /** What a head on the last place makes of the same pictures after fewer training pictures, in ascending size. */
  curve: { size: number; right: boolean[] }[];
  /** How far each BatchNorm is from what it was trained on, in its standard deviations; empty where the network has none to look at. */
  shifts: { part: string; distance: number }[];
  featureSeconds: number;
  probeSeconds: number;
}

export type ProfiledPlace = ProfileResult['blocks'][number];

/** What a network that ends after a part of the backbone makes of the validation pictures, with an exact head. */
export interface ProfiledBlock {
  readonly after: string;
  readonly dimensions: number;
  readonly accuracy: number;
  /** 95 % interval, by the rule of `core/evaluation/accuracy-interval.ts`; null with fewer than five groups, where groups are counted. */
  readonly low: number | null;
  readonly high: number | null;
  readonly millisecondsPerImage: number;
}

/** What ending after a block saves and costs, beside the whole network. */
export interface KeptPart {
  readonly after: string;
  /** Share of the parameters, heads left out. */
  readonly parameters: number;
  readonly timesAsFast: number;
  /** Difference of the accuracies on the validation side; below 0: the part tells fewer right. */
  readonly accuracy: number;
}

/** What a profile found: kept with the data set version whose pictures it read. */
export interface DepthFindings {
  readonly backbone: string;
  readonly blocks: readonly ProfiledBlock[];
  /** The first block after which none is proven better. */
  readonly saturates: string;
  /** The earlier block that is proven better than the last, by most; null where none is. */
  readonly betterThanLast: string | null;
  /** How far what its BatchNorms see lies from what they saw in training, in standard deviations; null where it has none to look at. */
  readonly distance: number | null;
  /** What a head on all of it makes of the validation pictures after an eighth, a quarter, half and all of the training pictures. */
  readonly curve: readonly { readonly size: number; readonly accuracy: number; readonly low: number | null; readonly high: number | null }[];
  /** Whether all pictures are proven to teach it more than half of them (McNemar, or by whole groups). */
  readonly stillRises: boolean;
  /** Validation pictures. */
  readonly judged: number;
  /** So many independent groups of them are counted; null where pictures are. Left out by older versions, which counted pictures alone. */
  readonly independentGroups?: number | null;
  readonly featureSeconds: number;
  readonly probeSeconds: number;
}

/** Which strategy suits a data set, by its size and by how well it fits what the base model knows. */
export interface Advice {
  /** As `--freeze` takes it. */
  readonly strategy: string;
  readonly size: 'little' | 'much';
  readonly similarity: 'similar' | 'different';
  /** Training pictures of the smallest class, and how many are many. */
  readonly smallest: number;
  readonly enough: number;
  /** The block that is proven better than the last, where there is one. */
  readonly better: string | null;
  /** Of the features to the backbone's own, in standard deviations, and how far is far; null where it cannot be told. */
  readonly distance: number | null;
  readonly far: number;
  /** A head's accuracy after half of the training pictures and after all; whether the second is proven better. */
  readonly half: number | null;
  readonly whole: number;
  readonly stillRises: boolean;
}
