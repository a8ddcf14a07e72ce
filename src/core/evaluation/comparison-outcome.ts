import type { ComparisonOutcome } from '../../shared/contract/evaluation-calls.ts';

/** The usual level; the p-value stands beside the word, so that a reader may have another. */
const level = 0.05;

/** Which of two runs is better, where that is hardly chance: McNemar's mid-p over the pictures that one alone has right. */
export function comparisonOutcome(test: { readonly onlyFirst: number; readonly onlySecond: number; readonly midP: number }): ComparisonOutcome {
  if (test.onlyFirst + test.onlySecond === 0) return 'same';
  if (test.midP >= level) return 'chance';
  return test.onlyFirst > test.onlySecond ? 'first' : 'second';
}
