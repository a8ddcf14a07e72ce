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
