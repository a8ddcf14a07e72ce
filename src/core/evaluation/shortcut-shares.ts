import type { ShortcutShare } from '../../shared/stress.ts';
import { independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { binomialTail } from './binomial-tail.ts';
import { pairedTest } from './paired-answers.ts';
import { shareRight } from './share-right.ts';

export interface ShortcutAnswers {
  readonly plain: readonly number[];
  readonly objectCovered: readonly number[];
  readonly elsewhereCovered: readonly number[];
  readonly borderAlone: readonly number[];
}

/**
 * What of the answers is left where the object is covered, and of the border alone, beside always saying the largest class of these pictures.
 * @param labels `[n]`, n >= 1
 * @param together which of the pictures belong together; null: none of them
 */
export function shortcutShares(labels: readonly number[], answers: ShortcutAnswers, together: TogetherKeys | null = null) {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const guessing = most / labels.length;
  const largest = [...counts.keys()].find((label) => counts.get(label) === most)!;
  const rightOf = (predicted: readonly number[]): boolean[] => predicted.map((each, row) => each === labels[row]);
  const share = (predicted: readonly number[]): ShortcutShare => {
    const right = rightOf(predicted);
    const groups = independentGroups(together);
    const p = groups === null ? binomialTail(right.filter(Boolean).length, labels.length, guessing) : moreOften(right, labels.map((label) => label === largest), together);
    return { ...shareRight(right, together), p };
  };
  return {
    guessing,
    plain: share(answers.plain),
    objectCovered: share(answers.objectCovered),
    elsewhereCovered: share(answers.elsewhereCovered),
    borderAlone: share(answers.borderAlone),
    objectMatters: pairedTest(rightOf(answers.objectCovered), rightOf(answers.elsewhereCovered), together).midP,
  };
}

/** How likely chance alone makes the first right so much more often than the second: one side of the exact test of whole groups, whose sums are as likely with either sign. */
function moreOften(first: readonly boolean[], second: readonly boolean[], together: TogetherKeys | null): number {
  const { onlyFirst, onlySecond, exactP, midP } = pairedTest(first, second, together);
  if (onlyFirst > onlySecond) return exactP / 2;
  // midP is half way from passing what was seen to reaching it; where no group differs, both are told as 1.
  const passing = 2 * midP - exactP;
  return passing === 1 ? 1 : 1 - passing / 2;
}
