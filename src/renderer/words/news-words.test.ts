import { expect, test } from 'vitest';
import type { FolderChange } from '../../shared/contract/events.ts';
import { wordsIn } from '../testing/words-in.ts';
import { newsWords } from './news-words.ts';

const put = (what: 'added' | 'moved', count: number, counts: Record<string, number> = {}): FolderChange => {
  const named = Object.entries(counts).map(([name, pictures]) => ({ name, count: pictures }));
  return { what, count, classes: named.length, named };
};
const gone = (count: number): FolderChange => ({ what: 'gone', count });
const changed = (count: number): FolderChange => ({ what: 'changed', count });
const unreadable = (count: number): FolderChange => ({ what: 'unreadable', count });
const manyClasses: FolderChange = { what: 'added', count: 2000, classes: 40, named: [] };

test.each<[FolderChange[], string, string]>([
  [[put('added', 1, { thistle: 1 })], '1 new picture in thistle', '1 neues Bild in thistle'],
  [[put('added', 3, { thistle: 3 }), gone(1)], '3 new pictures in thistle, 1 gone', '3 neue Bilder in thistle, 1 fehlt'],
  [
    [put('added', 3, { rose: 2, thistle: 1 })],
    '3 new pictures in rose (2) and thistle (1)',
    '3 neue Bilder in rose (2) und thistle (1)',
  ],
  [[manyClasses], '2,000 new pictures in 40 classes', '2.000 neue Bilder in 40 Klassen'],
  [[put('added', 1)], '1 new picture', '1 neues Bild'],
  [[gone(2)], '2 pictures gone', '2 Bilder fehlen'],
  [[changed(1), gone(2)], '1 picture changed, 2 gone', '1 Bild geändert, 2 fehlen'],
  [[put('moved', 1, { thistle: 1 })], '1 picture moved to thistle', '1 Bild verschoben nach thistle'],
  [
    [put('added', 1, { rose: 1 }), put('moved', 2, { thistle: 2 }), changed(3)],
    '1 new picture in rose, 2 moved to thistle, 3 changed',
    '1 neues Bild in rose, 2 verschoben nach thistle, 3 geändert',
  ],
  [
    [gone(1), unreadable(2)],
    '1 picture gone, 2 new files that cannot be read',
    '1 Bild fehlt, 2 neue Dateien, die sich nicht lesen lassen',
  ],
])('%j: %s', (changes, english, german) => {
  expect(newsWords({ kind: 'changes', changes }, wordsIn('en'))).toBe(english);
  expect(newsWords({ kind: 'changes', changes }, wordsIn('de'))).toBe(german);
});

test('why nothing can be known is said', () => {
  const en = wordsIn('en');
  expect(newsWords({ kind: 'refused', message: 'The folder is not there' }, en)).toBe('The folder is not there');
  const gone = { kind: 'refused', message: 'English', values: { kind: 'folder-gone', folder: '/x', name: 'weeds' } } as const;
  expect(newsWords(gone, wordsIn('de'))).toContain('„weeds“');
  expect(newsWords({ kind: 'unscannable', reason: 'EIO' }, en)).toBe('The folder could not be scanned: EIO');
  expect(newsWords({ kind: 'unwatchable', name: 'flowers', reason: null }, en)).toMatch(
    /^“flowers” cannot be watched: .*max_user_watches.*come back to this window\.$/,
  );
});
