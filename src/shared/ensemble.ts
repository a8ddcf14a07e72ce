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

/** Several models or looks together, against something else on the same pictures. */
export interface Against {
  readonly onlyTogether: number;
  readonly onlyOther: number;
  /** Of the accuracies, with its 95 % interval; null where the pictures lie in too few groups for one. */
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  /** McNemar's mid-p, or that of whole groups. */
  readonly p: number;
}

/** What was answered of a picture whose class is known; indices into the classes. */
export interface EvaluatedPicture {
  readonly file: string;
  readonly label: number | null;
  readonly predicted: number;
  /** `[classes]`. */
  readonly probabilities: ArrayLike<number>;
  /** What each member of an ensemble says alone. */
  readonly members?: readonly ArrayLike<number>[];
  /** How familiar it is to the one run that answered; null where that is not known. */
  readonly familiarity?: number | null;
}
