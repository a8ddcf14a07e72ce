/** How the equivalent forms of a block compare. */
export interface FormsResult {
  kind: 'forms';
  block: string;
  /** C and d of arXiv 1611.05431. */
  cardinality: number;
  width: number;
  forms: { form: 'paths' | 'concatenated' | 'grouped'; convolutions: number; parameters: number; multiplyAdds: number }[];
  /** Largest difference of a value between any form and the first, in float32. */
  maxAbsDiff: number;
  /** Of the block's output. */
  rootMeanSquare: number;
}

/** Forms that differ by less than this part of the root mean square are one block: float32 keeps seven digits, and thousands are added up. */
export const roundingShare = 1e-4;
