import { expect, test } from 'vitest';
import { i18n } from './i18n.ts';

test('a name that turns the writing direction does not turn the sentence it stands in', () => {
  const said = i18n.global.t('use.memberSays', { run: 3, className: 'oak\u202Eelpam', probability: '90%' });
  expect(said).toBe('run 3: oak\\u202eelpam 90%');
  expect(i18n.global.t('use.memberSays', { run: '3 (“a\u001b[0m”)', className: 'two\nlines', probability: '90%' })).toBe('run 3 (“a\\u001b[0m”): two\nlines 90%');
});
