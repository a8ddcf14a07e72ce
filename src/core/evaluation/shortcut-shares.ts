import type { ShortcutShare } from '../../shared/stress.ts';
import { binomialTail } from './binomial-tail.ts';
import { mcnemar } from './mcnemar.ts';
import { wilsonInterval } from './wilson-interval.ts';

export interface ShortcutAnswers {
  readonly plain: readonly number[];
  readonly objectCovered: readonly number[];
  readonly elsewhereCovered: readonly number[];
  readonly borderAlone: readonly number[];
}

/**
 * What of the answers is left where the object is covered, and of the border alone, beside always saying the largest class of these pictures.
 * @param labels `[n]`, n >= 1
 */
export function shortcutShares(labels: readonly number[], answers: ShortcutAnswers) {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const guessing = Math.max(...counts.values()) / labels.length;
  const rightOf = (predicted: readonly number[]): boolean[] => predicted.map((each, row) => each === labels[row]);
  const share = (predicted: readonly number[]): ShortcutShare => {
    const correct = rightOf(predicted).filter(Boolean).length;
    const [low, high] = wilsonInterval(correct, labels.length);
    return { accuracy: correct / labels.length, low, high, p: binomialTail(correct, labels.length, guessing) };
  };
  return {
    guessing,
    plain: share(answers.plain),
    objectCovered: share(answers.objectCovered),
    elsewhereCovered: share(answers.elsewhereCovered),
    borderAlone: share(answers.borderAlone),
    objectMatters: mcnemar(rightOf(answers.objectCovered), rightOf(answers.elsewhereCovered)).midP,
  };
}
