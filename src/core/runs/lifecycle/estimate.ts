/** How long a run takes and how much memory, by a probe. */
export interface Estimate {
  readonly minutes: number;
  /** Of every phase, its checkpoint included, without the pass that fills its cache. */
  readonly secondsPerEpoch: readonly number[];
  /** Of every phase: reading pictures and computing frozen features once. */
  readonly featureSeconds: readonly number[];
  readonly peakMemoryBytes: number;
}
