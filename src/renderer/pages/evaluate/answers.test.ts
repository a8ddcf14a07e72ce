import { expect, test } from 'vitest';
import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import { wordsIn } from '../../testing/words-in.ts';
import { imageAnswer } from '../../testing/answers.ts';
import { answerPictures, areAllExcluded, isRelabelledSince, isWrong, withChange } from './answers.ts';

const all = [
  imageAnswer(1, 'dock', 'nettle'),
  imageAnswer(2, 'dock', 'dock'),
  imageAnswer(3, 'nettle', 'dock'),
  imageAnswer(null, null, 'dock'),
];
const images = (answers: readonly ImageAnswer[]) => answers.map(({ image }) => image);

test('mistakes are those with another label; without one nothing is wrong', () => {
  expect(images(all.filter(isWrong))).toEqual([1, 3]);
});

test('a change names its pictures only, and leaves what was shown as it was', () => {
  const changed = withChange(all, [1, 2], { currentLabel: 'thistle' });
  expect(images(changed.filter(isRelabelledSince))).toEqual([1, 2]);
  expect(all.some(isRelabelledSince)).toBe(false);
  expect(changed[0]).toMatchObject({ label: 'dock', predicted: 'nettle' });
  expect(withChange(changed, [1, 2], { currentLabel: 'dock' }).some(isRelabelledSince)).toBe(false);
});

test('excluding turns round only where all are out', () => {
  const one = withChange(all, [1], { isExcluded: true });
  expect(areAllExcluded(one, [1])).toBe(true);
  expect(areAllExcluded(one, [1, 2])).toBe(false);
});

test('a picture is called by what was given, said, and changed since, in both languages', () => {
  const shown = [imageAnswer(1, 'dock', 'nettle'), imageAnswer(2, null, 'dock', { file: 'b.jpg', currentLabel: 'thistle', isExcluded: true })];
  const { sentenceOf, titleOf } = answerPictures(shown, wordsIn('en'));
  expect([0, 1].map(sentenceOf)).toEqual(['dock, said nettle, 90%', 'no label, said dock, 90%, now thistle, excluded']);
  expect(titleOf(1)).toBe('b.jpg');
  expect(answerPictures(shown, wordsIn('de')).sentenceOf(1)).toBe('ohne Klasse, gesagt dock, 90\u00a0%, jetzt thistle, ausgeschlossen');
});
