/** How often a person, who saw pictures again and not their labels, said the label they have. Of a picture judged several times the last one counts. */
export interface OwnConsistency {
  /** Pictures judged again, those that the person was unsure of apart. */
  images: number;
  agreed: number;
  /**
   * `agreed / images`, with its 95 % interval, by the rule of `core/evaluation/accuracy-interval.ts`; what models can be measured at follows from it (`bestMeasured`). Null with fewer
   * than five groups, where groups are counted.
   */
  share: number;
  low: number | null;
  high: number | null;
  /** So many independent groups are counted; null where pictures are. */
  independentGroups: number | null;
  unsure: number;
  lastAtMs: number;
}

/**
 * Between what and what shares of right answers even the best model would be measured at by labels of which a person gives a share `agreed` again, where a slip is as likely each time. Agreement is
 * the chance that two labels of a picture are the same, the most that can be measured is the chance that a label is the picture's likeliest one: no less than agreement, and at most its
 * square root (Cover and Hart, IEEE Trans. Information Theory 13, 1967, of the nearest neighbour, which errs as a second label does). So agreement is no ceiling (Boguslav and Cohen 2017;
 * Richie, Grover and Tsui 2022).
 */
export const bestMeasured = (agreed: number): [low: number, high: number] => [agreed, Math.sqrt(agreed)];

/** A picture that was given another class when it came again. */
export interface DifferingLabel {
  /** Null where the picture has gone. */
  image: number | null;
  /** Relative to the data set's folder, with `/`. */
  file: string;
  given: string;
  said: string;
  /** What it is labelled now; null: nothing, or it has gone. */
  now: string | null;
}

export interface OwnConsistencyReport {
  /** Null before anything was judged again for sure. */
  consistency: OwnConsistency | null;
  differing: DifferingLabel[];
}
