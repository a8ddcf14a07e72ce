import { expect, test } from 'vitest';
import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import { answersOf, areAllExcluded, isChanged, withChange } from './answers.ts';

const answer = (
  image: number | null,
  label: string | null,
  predicted: string,
  more: Partial<ImageAnswer> = {},
): ImageAnswer => ({
  image,
  file: `${image}.jpg`,
  label,
  currentLabel: label,
  isExcluded: false,
  predicted,
  confidence: 0.9,
  trueProbability: 0.1,
  ...more,
});
const all = [
  answer(1, 'dock', 'nettle'),
  answer(2, 'dock', 'dock'),
  answer(3, 'nettle', 'dock'),
  answer(null, null, 'dock'),
];
const images = (answers: readonly ImageAnswer[]) => answers.map(({ image }) => image);

test('mistakes are those with another label; a cell holds its two classes', () => {
  expect(images(answersOf(all, null))).toEqual([1, 3]);
  expect(images(answersOf(all, { label: 'dock', predicted: 'dock' }))).toEqual([2]);
  expect(images(answersOf(all, { label: 'nettle', predicted: 'nettle' }))).toEqual([]);
});

test('a change names its pictures only, and leaves what was shown as it was', () => {
  const changed = withChange(all, [1, 2], { currentLabel: 'thistle' });
  expect(images(changed.filter(isChanged))).toEqual([1, 2]);
  expect(all.some(isChanged)).toBe(false);
  expect(images(answersOf(changed, { label: 'dock', predicted: 'nettle' }))).toEqual([1]);
  expect(withChange(changed, [1, 2], { currentLabel: 'dock' }).some(isChanged)).toBe(false);
});

test('excluding turns round only where all are out', () => {
  const one = withChange(all, [1], { isExcluded: true });
  expect(areAllExcluded(one, [1])).toBe(true);
  expect(areAllExcluded(one, [1, 2])).toBe(false);
});
