import { expect, test } from 'vitest';
import { german } from './words-de.ts';
import { english } from './words-en.ts';
import { desktopLanguage } from './language.ts';

const ours = { senderFrame: { url: 'app://studio/', parent: null }, sender: {} };

function speaking(locale: string) {
  let changes = 0;
  let hear: (event: unknown, ...given: unknown[]) => Promise<unknown> = () => Promise.reject(new Error('nobody listens'));
  const language = desktopLanguage({ handle: (_channel: string, answer: never) => (hear = answer) } as never, () => locale, () => (changes += 1));
  return { language, say: (...given: unknown[]) => hear(ours, ...given), changes: () => changes };
}

test.each([
  ['de-AT', german],
  ['en-GB', english],
  ['fr', english],
  ['', english],
])('a system in %j', (locale, words) => {
  expect(speaking(locale).language.words).toBe(words);
});

test('what the page says counts from then on, and only a change is one', async () => {
  const { language, say, changes } = speaking('en-GB');
  await say('en');
  expect([language.words, changes()]).toEqual([english, 0]);
  await say('de');
  expect([language.words, changes()]).toEqual([german, 1]);
  await say('en');
  expect([language.words, changes()]).toEqual([english, 2]);
});

test('a language that nobody speaks here is refused', async () => {
  const { language, say, changes } = speaking('de');
  await expect(say('klingon')).rejects.toThrow('graft:language was called wrongly');
  expect([language.words, changes()]).toEqual([german, 0]);
});
