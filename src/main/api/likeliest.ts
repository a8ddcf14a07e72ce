import { topK } from '../../core/evaluation/top-k.ts';

/** The `most` likeliest classes of one picture with their names, likeliest first. */
export const likeliest = (
  probabilities: Float32Array,
  classes: readonly string[],
  most: number,
): { className: string; probability: number }[] =>
  topK(probabilities, classes.length, 0, most).map(({ index, probability }) => ({ className: classes[index]!, probability }));
