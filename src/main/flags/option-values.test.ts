import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteCount, number, choice, seconds, shareOf, triple, wholeNumber } from './option-values.ts';

const refused = (field: string) => expect.objectContaining({ code: 'bad-usage', field });

test.each([
  ['600s', 600],
  ['10m', 600],
  ['1h', 3600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['2min', 120],
  ['1h 5m 3s', 3903],
])('%s is %d s', (text, value) => {
  expect(seconds('time-budget')(text)).toBe(value);
});

test.each(['', '10', 'm', '-5m', '10 days', '10mm', '0s', '10m!', ' 10m'])('%j is no time', (text) => {
  expect(() => seconds('time-budget')(text)).toThrow(refused('timeBudget'));
});

test.each([
  ['20GB', 2e10],
  ['500 mb', 5e8],
  ['1.5GiB', 1.5 * 2 ** 30],
  ['0', 0],
  ['7B', 7],
])('%s is %d bytes', (text, value) => {
  expect(byteCount('cache-size')(text)).toBe(value);
});

test.each(['', '20', 'GB', '20XB', '-1GB', '1e3MB'])('%j is no size', (text) => {
  expect(() => byteCount('cache-size')(text)).toThrow(refused('cacheSize'));
});

test('numbers come back as they were written, anything else is refused', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (value) => number('x')(String(value)) === value || value === 0,
    ),
  );
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 900 }), (value) => wholeNumber('x', 3, 900)(String(value)) === value),
  );
  for (const text of ['', ' ', '1x', 'NaN', 'Infinity']) expect(() => number('x')(text)).toThrow(refused('x'));
  for (const text of ['2', '901', '3.5', '1e2', '']) expect(() => wholeNumber('x', 3, 900)(text)).toThrow(refused('x'));
});

test('a share lies between nothing and everything; the flag is called as it is typed', () => {
  expect(shareOf('sets')('0.95')).toBe(0.95);
  for (const text of ['', '0', '1', '1.5', '-0.1', 'NaN']) expect(() => shareOf('false-alarm')(text)).toThrow(refused('falseAlarm'));
  expect(() => shareOf('false-alarm')('0')).toThrow('--false-alarm is "0"');
});

test('choices and triples', () => {
  expect(choice('format', ['a', 'b'])('b')).toBe('b');
  expect(() => choice('format', ['a', 'b'])('c')).toThrow(refused('format'));
  expect(triple('mean')('0.5, 0.25,1')).toEqual([0.5, 0.25, 1]);
  for (const text of ['', '1,2', '1,2,3,4', '1,,3', 'a,b,c'])
    expect(() => triple('mean')(text)).toThrow(refused('mean'));
});
