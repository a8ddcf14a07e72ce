import { expect, test } from 'vitest';
import { wordsIn } from '../../testing/words-in.ts';
import { verdictAnswer } from '../../testing/answers.ts';
import { evaluateStep } from './next-step.ts';

test('first what would help most, once looked at the model is used', () => {
  const step = (hasLooked: boolean, helps = verdictAnswer().helps) => {
    const { state, action } = evaluateStep(verdictAnswer({ helps }), hasLooked, wordsIn('en'));
    return [state, action?.label, action?.deed];
  };
  expect(step(false)).toEqual(['Would help most: dock and nettle told apart.', 'Show these 2 pictures', 'help']);
  expect(step(true)).toEqual(['Would help most: dock and nettle told apart.', 'Use it on new pictures', 'use']);
  expect(step(false, [])).toEqual(['Nothing stands out to mend. Try it on pictures of your own.', 'Use it on new pictures', 'use']);
});
