import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodedWords } from './coded-words.ts';

test('words come out as they went in, none among them, each of them kept once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('', 'a', 'e\u0301', '\u00e9', null)), (words) => {
      const list = new CodedWords<string | null>(words.length);
      for (const word of words) list.add(word);
      expect(words.map((_, index) => list.at(index))).toEqual(words);
      expect(list.words).toEqual([...new Set(words)]);
      expect(words.map((_, index) => list.words[list.codeAt(index)])).toEqual(words);
    }),
  );
});
