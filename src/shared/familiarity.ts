/** Below `threshold` a picture is like none that a model learned from; null where there are too few validation pictures for one. */
export interface FamiliarityRule {
  readonly threshold: number | null;
  /** Share of known pictures that are taken for unknown ones. */
  readonly falseAlarmRate: number;
  /** Where that share lies in 90 of 100 cases; null without a threshold. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Validation pictures that it was chosen on. */
  readonly images: number;
}

/** How familiar a picture is: less the distance to the k-th nearest training picture, -2 to 0. `unfamiliar` is null without a threshold. */
export interface PictureFamiliarity {
  readonly score: number;
  readonly unfamiliar: boolean | null;
}

export const usualFalseAlarmRate = 0.05;

export const familiarityOf = (score: number, { threshold }: FamiliarityRule): PictureFamiliarity => ({ score, unfamiliar: threshold === null ? null : score < threshold });
