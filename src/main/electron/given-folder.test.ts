import { expect, test } from 'vitest';
import { answerGivenFolder, folderArgument, wordsToBeginAgain } from './given-folder.ts';

test.each([
  [[], null],
  [['--user-data-dir=/tmp/x', '/opt/studio'], null],
  [['.'], null],
  [['/opt/studio', '/pictures/leaves'], '/pictures/leaves'],
  [['--no-sandbox', '/opt/studio/', '../leaves', 'more'], '/opt/leaves'],
  // Packaged: no program among the words.
  [['leaves'], '/opt/studio/leaves'],
])('%j names %s', (words, folder) => {
  expect(folderArgument(words, '/opt/studio', '/opt/studio')).toBe(folder);
});

test.each([
  [['.', '--flag'], null, '/leaves', ['.', '--flag', '/leaves']],
  [['.', 'moss'], '/opt/studio/moss', '/leaves', ['.', '/leaves']],
  [['/moss'], '/moss', null, []],
])('%j, which named %s, begun again with %s', (words, named, next, expected) => {
  expect(wordsToBeginAgain(words, named, next, '/opt/studio')).toEqual(expected);
});

test('what a start named is told to our own page, once; the newest where there are two', async () => {
  const answers = new Map<string, (event: object) => Promise<unknown>>();
  const { give, waiting } = answerGivenFolder({ handle: (channel: string, answer: never) => answers.set(channel, answer) } as never, (folder) => `/real${folder}`);
  const ask = (url: string) => answers.get('graft:folder')!({ senderFrame: { url, parent: null }, sender: {} });
  expect(await ask('app://studio/')).toBeNull();
  give('/a');
  give('/b');
  await expect(ask('https://example.org/')).rejects.toThrow(/refused/);
  expect(waiting()).toBe('/real/b');
  expect(await ask('app://studio/')).toBe('/real/b');
  expect(waiting()).toBeNull();
  expect(await ask('app://studio/')).toBeNull();
});
