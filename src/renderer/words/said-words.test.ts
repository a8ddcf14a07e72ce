import { expect, test } from 'vitest';
import { wordsIn } from '../testing/words-in.ts';
import { de } from '../locales/de.ts';
import { saidHint, saidMessage, saidWhole } from './said-words.ts';

const german = wordsIn('de');
const plain = (text: string | null) => text?.replaceAll(/[\u00a0\u202f]/g, ' ');

test('a sentence that came as data is said in the window’s language, with its values as the window writes them', () => {
  const heic = { message: 'a HEIC picture, …', values: { kind: 'unread', what: 'heic-picture', advice: 'convert' } };
  expect(saidMessage(heic, german)).toBe('ein HEIC-Bild, hier nicht lesbar: bitte als JPEG oder PNG speichern');
  const room = { message: 'The run …', hint: 'Make room …', values: { kind: 'run-needs-room', neededBytes: 2e9, freeBytes: 5e8 } };
  expect(plain(saidMessage(room, german))).toBe('Der Lauf würde 2 GB schreiben (Sicherungspunkte, Modell, Antworten), und 500 MB sind frei');
  expect(saidHint(room, german)).toMatch(/^Bitte Platz schaffen/);
  expect(saidMessage({ message: '…', values: { kind: 'class-not-empty', name: 'program', n: 2 } }, german)).toBe('Die Klasse „program“ hat 2 Bilder');
  expect(saidMessage({ message: '…', values: { kind: 'class-not-empty', name: 'oak', n: 1 } }, wordsIn('en'))).toBe('The class “oak” has 1 picture');
});

test('a run is called by its name too, where it has one', () => {
  const gone = { message: '…', values: { kind: 'model-gone', run: 3, place: '/data/runs/3' } };
  expect(saidMessage(gone, german)).toBe('Das Modell von Lauf 3 ist nicht mehr in /data/runs/3');
  expect(saidMessage({ ...gone, values: { ...gone.values, runName: 'erster Versuch' } }, german)).toBe('Das Modell von Lauf 3 („erster Versuch“) ist nicht mehr in /data/runs/3');
  expect(saidMessage({ ...gone, values: { ...gone.values, runName: 'first try' } }, wordsIn('en'))).toContain('run 3 (“first try”)');
});

test('what came without data, or of a kind without words, is said as it came, without what it advises a terminal', () => {
  for (const values of [undefined, null, { kind: 'of-a-later-version' }]) {
    expect(saidWhole({ message: 'It broke', hint: 'Mend it.', values }, german)).toBe('It broke');
  }
  expect(saidHint({ message: 'x', values: { kind: 'empty' } }, german)).toBeNull();
});

test('what to do is said of kinds only that have a sentence', () => {
  expect(Object.keys(de.said.hints).filter((kind) => !(kind in de.said.kinds))).toEqual([]);
});

test('a run that a person named is called so beside its number', () => {
  const named = { ...wordsIn('en'), runName: (run: number) => (run === 3 ? 'the good one' : null) };
  const done = (run: number) => saidMessage({ message: '…', values: { kind: 'run-is-done', run } }, named);
  expect([done(3), done(4)]).toEqual(['Run 3 (“the good one”) is done', 'Run 4 is done']);
  expect(saidMessage({ message: '…', values: { kind: 'run-was-adapted', run: 4, from: 3 } }, named)).toContain('run 3 (“the good one”)');
});
