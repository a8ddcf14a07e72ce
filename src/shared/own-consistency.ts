/** How often a person, who saw pictures again and not their labels, said the label they have. Of a picture judged several times the last one counts. */
export interface OwnConsistency {
  /** Pictures judged again, those that the person was unsure of apart. */
  images: number;
  agreed: number;
  /**
   * `agreed / images`, with its 95 % interval, by the rule of `core/evaluation/accuracy-interval.ts`: of labels like these no model can be proven right more often. Null with fewer than
   * five groups, where groups are counted.
   */
  share: number;
  low: number | null;
  high: number | null;
  /** So many independent groups are counted; null where pictures are. */
  independentGroups: number | null;
  unsure: number;
  lastAtMs: number;
}

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
