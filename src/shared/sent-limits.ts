/** Bytes of one file that a page sends, by what becomes of it; checked where it is sent, and again where it is taken. */
export const sentLimitBytes = {
  /** To be classified. */
  picture: 64_000_000,
  /** To be a base model. */
  weights: 700_000_000,
  /** To be kept for a class: the camera's, or one that was pasted or dropped. */
  taken: 16_000_000,
} as const;

/** Characters of a table that a page sends in a call, which has 4 MB at most: some 30,000 lines. */
export const mostTableText = 1_900_000;
