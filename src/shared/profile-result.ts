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
