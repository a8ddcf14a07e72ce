import { StudioError } from '../errors.ts';

/** A class by its index, with its probability. */
export interface ScoredClass {
  index: number;
  probability: number;
}

/**
 * The `k` likeliest classes of row `row` of [n, classCount], likeliest first; all of them where there are fewer.
 * Among equals the lower index comes first, as in numpy's argmax.
 */
export function topK(probabilities: ArrayLike<number>, classCount: number, row: number, k: number): ScoredClass[] {
  const start = row * classCount;
  if (start < 0 || start + classCount > probabilities.length) {
    throw new StudioError('internal', `row ${row} of ${classCount} classes is not in ${probabilities.length} probabilities`);
  }
  const scored = Array.from({ length: classCount }, (_, index) => ({ index, probability: probabilities[start + index]! }));
  scored.sort((a, b) => b.probability - a.probability || a.index - b.index);
  return scored.slice(0, k);
}

/** Index of the largest value of row `row`; the lowest such index among equals. A row with NaN is an error. */
export function top1(probabilities: ArrayLike<number>, classCount: number, row: number): number {
  const start = row * classCount;
  let best = 0;
  for (let c = 0; c < classCount; c++) {
    const value = probabilities[start + c];
    if (value === undefined || Number.isNaN(value)) {
      const found = value === undefined ? 'missing' : 'NaN';
      throw new StudioError('internal', `probability of image ${row}, class ${c} is ${found}`);
    }
    if (value > probabilities[start + best]!) best = c;
  }
  return best;
}
