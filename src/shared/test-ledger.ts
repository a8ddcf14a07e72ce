/** How often somebody saw what a model gets right on the test pictures of a data set, and what that leaves of a figure's certainty. */
export interface TestLedger {
  /** Times that somebody looked; of the same model within an hour once. */
  looks: number;
  /** Different models that were looked at: the best of so many may have been chosen by these pictures. */
  models: number;
  firstAtMs: number;
  lastAtMs: number;
  /** Of the accuracy, 95 % for all these models at once (Wilson with Bonferroni's correction); as wide as the plain one for a single model. */
  low: number;
  high: number;
}
