import { expect, test } from 'vitest';
import { faultWords } from './fault-words.ts';

test('what went wrong is told in the language of the paper, where the window has words for it', () => {
  const error = { code: 'nan-loss', message: 'The training loss became NaN in epoch 2, step 7', values: { kind: 'nan-loss', epoch: 2, step: 7 } } as const;
  expect(faultWords('en')(error)).toBe(error.message);
  expect(faultWords('de')(error)).toBe('Der Trainingsverlust wurde in Epoche 2, Schritt 7 zu keiner Zahl');
  expect(faultWords('de')({ code: 'internal', message: 'odd' })).toContain('odd');
});
