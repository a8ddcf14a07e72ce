import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchKey } from './search-key.ts';

test('capitals and accents do not matter, in whatever way they are stored', () => {
  const pairs = [
    ['Café', 'cafe'],
    ['cafe\u0301', 'CAFÉ'],
    ['Ñandú', 'nandu'],
    ['Fenchel-Äpfel', 'fenchel-apfel'],
    ['Straße', 'STRASSE'],
    ['Ângström', 'angstrom'],
  ] as const;
  for (const [a, b] of pairs) expect(searchKey(a)).toBe(searchKey(b));
});

test('what is another letter stays one', () => {
  expect(searchKey('が')).not.toBe(searchKey('か'));
  expect(searchKey('œuf')).not.toBe(searchKey('auf'));
});

test('searching for a part of a text finds it, however it is composed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const word = 'Crème brûlée';
      expect(searchKey(`${before} ${word} ${after}`)).toContain(searchKey(word.normalize('NFD')));
    }),
  );
});
