import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstEquals } from './first-equals.ts';
import { PackedTexts } from './packed-texts.ts';

/** Characters of one to four bytes, some on either side of the surrogates, an accent of its own and a new line, so that few of them collide and many share a beginning. */
const text = fc.string({ unit: fc.constantFrom('a', 'e', '/', '\n', '\u0301', 'é', '中', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'), maxLength: 6 });

function packed(texts: readonly string[]): PackedTexts {
  const list = new PackedTexts();
  for (const each of texts) list.add(each);
  return list;
}

test('a packed list says what was put in, finds it in any order, and orders it as `<` does', () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (texts, others) => {
      const list = packed(texts);
      expect([...list]).toEqual(texts);
      for (const each of [...texts, ...texts.toReversed(), ...others]) expect(list.at(list.find(each))).toBe(texts.includes(each) ? each : undefined);
      for (const [a, one] of texts.entries())
        for (const [b, other] of texts.entries()) expect(Math.sign(list.compare(a, b))).toBe(one === other ? 0 : one < other ? -1 : 1);
    }),
  );
});

test('what comes after a look is found too, over many blocks', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `class-${i % 7}/picture number ${i}.jpg`);
  const list = packed(texts.slice(0, 5000));
  expect(list.find(texts[6000]!)).toBe(-1);
  for (const each of texts.slice(5000)) list.add(each);
  expect([list.length, list.find(texts[19_999]!), list.find(texts[3]!), list.at(-1), list.at(20_000)]).toEqual([20_000, 19_999, 3, undefined, undefined]);
});

test('the first of equal texts', () => {
  fc.assert(
    fc.property(fc.array(fc.option(text)), (texts) => {
      expect([...firstEquals(texts.length, (i) => texts[i]!)]).toEqual(texts.map((each) => (each === null ? -1 : texts.indexOf(each))));
    }),
  );
});
