/** How the members of an ensemble become one answer: the mean of their probabilities, or a vote each. */
export const combinings = ['average', 'vote'] as const;
export type Combining = (typeof combinings)[number];

/** The error of ensembles of one size, over the choices of their members. */
export interface EnsembleSize {
  members: number;
  choices: number;
  /** Mean. */
  error: number;
  least: number;
  most: number;
}
