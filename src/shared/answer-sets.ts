export const setMethods = ['lac', 'raps', 'aps'] as const;
/** LAC: Sadinle 2019; APS: Romano 2020, without randomisation; RAPS: Angelopoulos 2021, lambda 0.1 and k 1. */
export type SetMethod = (typeof setMethods)[number];

/** The share of new pictures whose right class is to be in the set, where nobody says another. */
export const usualSetLevel = 0.9;

/** What is asked: the right class among the answers in a share `level` of new pictures. */
export interface SetWish {
  readonly level: number;
  readonly method: SetMethod;
}

export const usualSets: SetWish = { level: usualSetLevel, method: 'lac' };

/** What sets of a level promise: `coverage` in 90 of 100 cases. It is null, and there are no sets, where `images` validation pictures are fewer than the `needed` ones. */
export interface SetsPossible {
  readonly images: number;
  readonly needed: number;
  readonly coverage: { readonly low: number; readonly high: number } | null;
}
