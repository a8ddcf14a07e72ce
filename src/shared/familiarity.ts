/** Below `threshold` a picture is like none that a model learned from; null where there are too few validation pictures, or groups where those are counted, for one. */
export interface FamiliarityRule {
  readonly threshold: number | null;
  /** Share of known pictures that are taken for unknown ones. */
  readonly falseAlarmRate: number;
  /** Where that share lies in 90 of 100 cases; null without a threshold, and where groups are counted: of those it is not known exactly. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Validation pictures that it was chosen on. */
  readonly images: number;
  /** So many independent groups are counted; null where pictures are. Left out by exports of older versions, which counted pictures alone. */
  readonly independentGroups?: number | null | undefined;
}

/** How familiar a picture is: less the distance to the k-th nearest training picture, -2 to 0. `unfamiliar` is null without a threshold. */
export interface PictureFamiliarity {
  readonly score: number;
  readonly unfamiliar: boolean | null;
}

/** How well pictures that are none of the known ones are told from them. */
export interface ToldApart {
  /** How often a known picture is more familiar than an unknown one, ties half. */
  readonly auroc: number;
  /** 95 %; null where groups are counted. Left out by what older versions found. */
  readonly aurocInterval?: readonly [low: number, high: number] | null;
  /** Share of the unknown ones that is found where `falseAlarmRate` of the known ones are troubled; null with too few known ones for that. */
  readonly found: number | null;
  readonly known: number;
  readonly unknown: number;
}

/** How well a run tells what it never saw: each class left out of its index once, and other pictures. */
export interface FamiliarityReport {
  readonly run: number;
  readonly rule: FamiliarityRule;
  readonly index: { readonly pictures: number; readonly dimensions: number; readonly k: number };
  /** Whether training changed the network: then its features have seen the class that is left out, which flatters. */
  readonly isFineTuned: boolean;
  readonly near: {
    readonly mean: number | null;
    readonly worst: { readonly label: string; readonly auroc: number } | null;
    /** Null: it has no validation pictures, or the index is too small without it. */
    readonly classes: readonly { readonly label: string; readonly told: ToldApart | null }[];
  };
  /** Null where no other pictures were named. */
  readonly far: ToldApart | null;
}

export const usualFalseAlarmRate = 0.05;

/** Known pictures, or groups of them where those are counted, that a threshold for such a rate needs. Less than 1e-9 is rounding. */
export const knownNeeded = (falseAlarmRate: number): number => Math.ceil(1 / falseAlarmRate - 1 - 1e-9);

export const familiarityOf = (score: number, { threshold }: FamiliarityRule): PictureFamiliarity => ({ score, unfamiliar: threshold === null ? null : score < threshold });
