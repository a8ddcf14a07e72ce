import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writtenNumber } from '../../format/typed-number.ts';
import { readTypedValues } from './typed-values.ts';

test.each([
  ['0.01, 0.03, 0.1', 'en', [0.01, 0.03, 0.1]],
  ['0.01,0.03 0.1', 'en', [0.01, 0.03, 0.1]],
  ['1e-3; 3e-3 ;1e-3', 'en', [0.001, 0.003]],
  ['0,01; 0,03; 0,1', 'de', [0.01, 0.03, 0.1]],
  ['0,01, 0,03, 0,1', 'de', [0.01, 0.03, 0.1]],
  ['0.01 0.03', 'de', [0.01, 0.03]],
  ['', 'en', []],
])('%j in %s', (text, locale, values) => {
  expect(readTypedValues(text, 'number', locale)).toEqual({ values });
});

test('sizes are whole numbers, or grow', () => {
  for (const locale of ['en', 'de']) expect(readTypedValues('224; 128-224, 224', 'size', locale)).toEqual({ values: [224, '128-224'] });
});

test('what is no number is named', () => {
  expect(readTypedValues('0.1, fast', 'number', 'en')).toEqual({ problem: 'no-number', text: 'fast' });
  expect(readTypedValues('1.000; 2', 'number', 'de')).toEqual({ problem: 'unclear', text: '1.000' });
  expect(readTypedValues('linear, mlp:256:0.2', 'text', 'en')).toEqual({ values: ['linear', 'mlp:256:0.2'] });
});

test('what is written in a language is read in it', () => {
  const digits = fc.integer({ min: 1, max: 9_999_999 }).map((n) => n / 1e4);
  fc.assert(
    fc.property(fc.uniqueArray(digits, { minLength: 1, maxLength: 6 }), fc.constantFrom('en', 'de'), (values, locale) => {
      const read = readTypedValues(values.map((value) => writtenNumber(value, locale)).join('; '), 'number', locale);
      expect('problem' in read ? read.problem : read.values).toEqual('problem' in read ? 'unclear' : values);
    }),
  );
});
