import type { AnswerSoFar } from '../../../shared/answers-so-far.ts';

/** Answers in two groups, without empty ones: the wrong, the surest mistakes first, then the right, the most doubtful first. */
export function rightAndWrong(pictures: readonly AnswerSoFar[]): { kind: 'wrong' | 'right'; pictures: AnswerSoFar[] }[] {
  const wrong = pictures.filter(({ label, predicted }) => label !== predicted).toSorted((a, b) => b.probability - a.probability);
  const right = pictures.filter(({ label, predicted }) => label === predicted).toSorted((a, b) => a.probability - b.probability);
  const groups = [
    { kind: 'wrong' as const, pictures: wrong },
    { kind: 'right' as const, pictures: right },
  ];
  return groups.filter((group) => group.pictures.length > 0);
}
