import { expect, test } from 'vitest';
import { wordsIn } from '../testing/words-in.ts';
import { countedIntervalWords, pWords, shareWords } from './interval-words.ts';

const [english, german] = [wordsIn('en'), wordsIn('de')];

test('an interval tells the groups that it counts, and one that there are too few groups for says that alone', () => {
  const whole = (share: number) => english.format.percent(share, 0);
  expect(countedIntervalWords([0.88, 0.962], null, english)).toBe('88.0 to 96.2');
  expect(countedIntervalWords([0.88, 0.962], 12, english, whole)).toBe('88% to 96%, from 12 independent groups');
  expect(countedIntervalWords(null, 3, english)).toBe('only 3 independent groups: a range takes 5');
  expect(shareWords({ accuracy: 0.9, low: null, high: null }, german)).toMatch(/^90\s%\s\(kein Bereich\)$/);
});

test('a p that is too small to be shown is never called 0', () => {
  expect([pWords(0.0124, english), pWords(0.001, english), pWords(1e-9, english)]).toEqual(['p = 0.012', 'p = 0.001', 'p < 0.001']);
  expect(pWords(0.0004, german)).toBe('p < 0,001');
});
