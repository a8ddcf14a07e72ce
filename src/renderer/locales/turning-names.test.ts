import { expect, test } from 'vitest';
import { i18n } from './i18n.ts';

test('a name that turns the writing direction does not turn the sentence it stands in', () => {
  const said = i18n.global.t('use.memberSays', { run: 3, className: 'oak\u202Eelpam', probability: '90%' });
  expect(said).toBe('run 3: oak\\u202eelpam 90%');
  expect(i18n.global.t('use.memberSays', { run: '3 (“a\u001b[0m”)', className: 'two\nlines', probability: '90%' })).toBe('run 3 (“a\\u001b[0m”): two\nlines 90%');
});

test('a name that is written leftward leaves the figures of its sentence where they are, also in a sentence made of sentences', () => {
  const pair = i18n.global.t('evaluate.wall.pair', { label: 'אלון מצוי', predicted: 'سنديان' });
  expect(pair).toContain('אלון מצוי\u200e');
  expect(i18n.global.t('evaluate.matrix.cell', { label: pair, predicted: 'birch', pictures: '3 pictures' })).toBe(`${pair}, taken for birch: 3 pictures`);
  expect(i18n.global.t('use.memberSays', { run: 3, className: 'oak\u200e', probability: '90%' })).toBe('run 3: oak\\u200e 90%');
});
