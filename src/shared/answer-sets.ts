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

/** Where the share of new pictures whose right class is in the set lies in 90 of 100 cases; null where groups are counted: of those it is not known exactly. */
export type SetCoverage = { readonly low: number; readonly high: number } | null;

/** What sets of a level promise. There are none where the validation pictures, or their groups where those are counted, are fewer than the `needed` ones. */
export interface SetsPossible {
  readonly images: number;
  /** So many independent groups are counted; null where pictures are. */
  readonly independentGroups: number | null;
  readonly needed: number;
  /** Null without sets too. */
  readonly coverage: SetCoverage;
}

export const setsArePossible = ({ images, independentGroups, needed }: SetsPossible): boolean => (independentGroups ?? images) >= needed;
