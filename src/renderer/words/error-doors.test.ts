import { expect, test } from 'vitest';
import { errorCodes } from '../../shared/errors.ts';
import { wordsIn } from '../testing/words-in.ts';
import { de } from '../locales/de.ts';
import { en } from '../locales/en.ts';
import { doorsOf, doorsOfKind, errorSubjectOf } from './error-doors.ts';
import { saidHint, saidMessage, saidWhole } from './said-words.ts';

const languages = ['en', 'de'] as const;
const messages = { en, de };
/** `graft datasets add`, `--val`, `npm run setup`: what only a terminal takes. */
const command = /\bgraft [a-z]|--[a-z]|\bnpm run\b|chmod |Ctrl-C/;

/** Everything that a language says, by its path. */
function texts(from: object, path = ''): [string, string][] {
  return Object.entries(from).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : texts(value as object, `${path}${key}.`)));
}

test.each(languages)('no sentence of the window names a command of the terminal (%s)', (language) => {
  // What the terminal would take is shown as that, to be copied.
  const shown = texts(messages[language]).filter(([path]) => !/\bcommandLine\b/.test(path));
  expect(shown.length).toBeGreaterThan(900);
  expect(shown.filter(([, text]) => command.test(text))).toEqual([]);
});

test.each(languages)('every kind is said with its values and without a command, in %s', (language) => {
  const words = wordsIn(language);
  const known = en.said;
  for (const kind of Object.keys(known.kinds)) {
    const names = [...new Set(texts(messages[language].said.kinds).filter(([path]) => path === kind).flatMap(([, text]) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)))];
    for (const n of [1, 3]) {
      const values = { kind, ...Object.fromEntries(names.map((name) => [name, `⟨${name}⟩`])), n };
      const told = { code: 'bad-usage', message: `English of ${kind}`, hint: 'graft does it --all', values };
      expect(saidMessage(told, words), kind).not.toContain('English of');
      expect(saidWhole(told, words), kind).not.toMatch(command);
      for (const name of names.filter((one) => one !== 'n')) expect(saidMessage(told, words), `${kind} says ${name}`).toContain(`⟨${name}⟩`);
    }
  }
});

test('German calls a sentence English that has no words yet, and no hint of a terminal is shown', () => {
  const told = { code: 'busy', message: 'It is so', hint: 'Run "graft queue list".', values: { kind: 'of-a-later-version' } };
  expect(saidMessage(told, wordsIn('de'))).toBe('Das Programm sagt dazu (englisch): It is so');
  expect([saidMessage(told, wordsIn('en')), saidHint(told, wordsIn('en'))]).toEqual(['It is so', en.errors.hint.busy]);
});

test('every code has a heading, and all but a cancelled one what to do', () => {
  for (const code of errorCodes) expect([code in en.errors.heading, code in en.errors.hint || code === 'cancelled'], code).toEqual([true, true]);
});

test('doors belong to kinds that there are', () => {
  expect(Object.keys(doorsOfKind).filter((kind) => !(kind in en.said.kinds))).toEqual([]);
});

test('a door is there where what it needs is known: from the error, else from the page', () => {
  const gone = { code: 'not-found' as const, values: { kind: 'folder-gone', folder: '/a', name: 'a', dataset: 'leaves' } };
  expect(doorsOf(gone, errorSubjectOf(gone, {}))).toEqual(['relink', 'open-folder']);
  const died = { code: 'trainer-died' as const, values: { kind: 'trainer-died', how: '1' } };
  expect(doorsOf(died, errorSubjectOf(died, {}))).toEqual([]);
  expect(doorsOf(died, errorSubjectOf(died, { run: 3, dataset: 'leaves' }))).toEqual(['resume', 'smaller-batch']);
  const asked = { code: 'trainer-died' as const, values: { kind: 'engine-died-of-memory', how: 'SIGKILL' } };
  expect(doorsOf(asked, errorSubjectOf(asked, { run: 3, dataset: 'leaves' })), 'a run that was asked is whole').toEqual([]);
  const full = { code: 'out-of-disk' as const, values: null };
  expect(doorsOf(full, {})).toEqual(['clear-cache']);
  expect(doorsOf({ code: 'internal' }, { run: 1 })).toEqual([]);
});
