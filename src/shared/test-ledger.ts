/** How often somebody saw what a model gets right on the test pictures of a data set, and what that leaves of a figure's certainty. */
export interface TestLedger {
  /** Times that somebody looked; of the same model within an hour once. */
  looks: number;
  /** Different models that were looked at: the best of so many may have been chosen by these pictures. */
  models: number;
  firstAtMs: number;
  lastAtMs: number;
  /** Of the accuracy, 95 % for all these models at once (Bonferroni's correction); as wide as the plain one for a single model. Null where there is none. */
  low: number | null;
  high: number | null;
}

/** Test pictures that nobody is to look at: what runs answer of them is kept from sight, but for the run that was named final. */
export interface TestLock {
  dataset: string;
  lockedAtMs: number;
  /** When it ends by itself; null: it was said of no time. */
  untilMs: number | null;
  /** The one run whose answers may be seen; null: none was named yet. */
  finalRun: number | null;
}
