import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameName, nameIndex, spellings } from './same-name.ts';

const composed = 'Übung';
const decomposed = composed.normalize('NFD');

test('Unicode: a name is the same composed and decomposed, and stays as it was written', () => {
  expect(isSameName(composed, decomposed)).toBe(true);
  expect(isSameName(composed, 'Ubung')).toBe(false);
  expect(nameIndex(['a', decomposed], composed)).toBe(1);
  expect(nameIndex(['a'], composed)).toBe(-1);
  expect(spellings([decomposed])(composed)).toBe(decomposed);
  expect(spellings([decomposed, composed])(decomposed)).toBe(composed);
  expect(spellings([])(decomposed)).toBe(decomposed);
});

test('whatever the names and their order, names that look alike get one of the spellings that were seen', () => {
  const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 4 }), fc.constantFrom(composed, decomposed, 'ﬁ', 'Å', 'Å'));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.boolean()), { maxLength: 12 }), (pairs) => {
      const names = pairs.map(([text, isDecomposed]) => text.normalize(isDecomposed ? 'NFD' : 'NFC'));
      const spelling = spellings(names);
      const other = spellings(names.toReversed());
      for (const a of names) {
        expect(names).toContain(spelling(a));
        expect(other(a)).toBe(spelling(a));
        for (const b of names) expect(spelling(a) === spelling(b)).toBe(isSameName(a, b));
      }
    }),
  );
});
