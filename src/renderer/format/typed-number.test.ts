import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTypedNumber, writtenNumber } from './typed-number.ts';

const read = (text: string, locale: string) => {
  const typed = readTypedNumber(text, locale);
  return typed.is === 'number' ? typed.value : typed.is;
};

test.each([
  ['0,001', 0.001, 0.001],
  ['0.001', 0.001, 0.001],
  ['.5', 0.5, 0.5],
  ['1,5', 1.5, 1.5],
  ['1.5', 1.5, 1.5],
  ['1e-4', 1e-4, 1e-4],
  ['2,5E-4', 2.5e-4, 2.5e-4],
  ['1.22 × 10⁻⁷', 1.22e-7, 1.22e-7],
  ['1,22 · 10⁻⁷', 1.22e-7, 1.22e-7],
  ['1 × 10¹²', 1e12, 1e12],
  ['10⁻⁷', 'text', 'text'],
  ['-3', -3, -3],
  ['1 000', 1000, 1000],
  ['1.234,5', 1234.5, 1234.5],
  ['1,234.5', 1234.5, 1234.5],
  ['1.000.000', 1e6, 1e6],
  ['12.345,', 12345, 12345],
  ['1.000', 1, 'unclear'],
  ['1,000', 'unclear', 1],
  ['1,0000', 1, 1],
  ['1234,567', 1234.567, 1234.567],
  ['1.2.3', 'text', 'text'],
  ['1,2.3,4', 'text', 'text'],
  ['abc', 'text', 'text'],
  ['  ', 'nothing', 'nothing'],
])('%s is %s in English and %s in German', (text, english, german) => {
  expect([read(text, 'en'), read(text, 'de')]).toEqual([english, german]);
});

test('what a field shows it reads again, in both languages; what the other language shows is the same number or is asked', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('en', 'de'), fc.constantFrom('en', 'de'), (value, mine, theirs) => {
      const text = writtenNumber(value, mine);
      const typed = readTypedNumber(text, theirs);
      if (typed.is === 'unclear') expect(mine).not.toBe(theirs);
      else expect(typed).toEqual({ is: 'number', value: value === 0 ? 0 : value });
    }),
  );
});

test('a small number stands in its field without an exponent, with every digit', () => {
  expect([1e-7, 1.22e-7, 0.5, 1.2200000000000002e-10, 1e-300].map((value) => writtenNumber(value, 'de'))).toEqual(['0,0000001', '0,000000122', '0,5', '0,00000000012200000000000002', '1e-300']);
});
