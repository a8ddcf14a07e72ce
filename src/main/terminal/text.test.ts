import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson, printableText } from './printable.ts';
import stringWidth from 'string-width';
import { cellsWide } from './cells-wide.ts';
import { paragraphs } from './paragraphs.ts';
import { table } from './table.ts';
import { wrapped } from './wrapped.ts';
import { bytes, counted, duration, grouped, percentWithInterval, rate, significant } from './units.ts';

test('a table is aligned whatever the script, and titles may be left out', () => {
  expect(
    table(
      ['name', { title: 'n', align: 'right' }],
      [
        ['a', '1'],
        ['日本', '20'],
        ['\u001b[31mred\u001b[39m', '3'],
      ],
    ),
  ).toBe('name   n\na      1\n日本  20\n\u001b[31mred\u001b[39m    3');
  expect(table(['', ''], [['a', 'b']])).toBe('a  b');
  // Cells, not letters: an accent of its own takes none, a Korean syllable and an emoji two, also one of several parts.
  const words = ['naïve', 'e\u0301', '한', '🌳', '❤️', '👩‍🔬'];
  expect(table(['', ''], words.map((word) => [word, '|'])).split('\n').map((line) => line.replaceAll(' ', '.'))).toEqual([
    'naïve..|',
    'e\u0301......|',
    '한.....|',
    '🌳.....|',
    '❤️.....|',
    '👩‍🔬.....|',
  ]);
});

test('what a row is asked for by stays in one piece where the others have room beside it', () => {
  const row = ['cross-validation', 'Cross-validation', 'How good is it on every picture?'];
  expect(table(['preset', 'title', 'asks'], [row], 40).split('\n')).toEqual(['preset            title       asks', 'cross-validation  Cross-vali  How good', '                  dation      is it on', '                              every', '                              picture?']);
  expect(table(['', '', ''], [['x'.repeat(30), 'a', 'b c d']], 32).split('\n')[0]).not.toContain('x'.repeat(30));
});

test('cells are those that the library counts, which plain and coloured text does without', () => {
  const coloured = fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 99 }), fc.string({ unit: 'grapheme-ascii' })).map(([any, code, ascii]) => `${ascii}\u001b[${code}m${any}`);
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme' }), coloured), (text) => void expect(cellsWide(text)).toBe(stringWidth(text))));
});

test('where a terminal is too narrow the widest columns are broken into lines, paths in the last one at spaces alone', () => {
  const rows = [['1', '木'.repeat(12), 'oak', 'a sentence of several words'], ['2', 'elm', 'ash', 'photos/2024/a-path-that-is-to-be-copied']];
  expect(table([{ title: 'n', align: 'right' }, 'class', 'is', 'why'], rows, 32).split('\n')).toEqual([
    'n  class        is   why',
    '1  木木木木木   oak  a sentence',
    '   木木木木木        of several',
    '   木木              words',
    '2  elm          ash  photos/2024/a-path-that-is-to-be-copied',
  ]);
  expect(table(['a', 'b'], [['x'.repeat(30), 'y'.repeat(30)]], null)).toContain(`${'x'.repeat(30)}  ${'y'.repeat(30)}`);
  // Too narrow for any column: as it is.
  expect(table(['a', 'b'], [['x'.repeat(30), 'y'.repeat(30)]], 12)).toContain(`${'x'.repeat(30)}  ${'y'.repeat(30)}`);
});

test('a broken text loses no letter, is nowhere wider, and a colour ends with its line and goes on in the next', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 20 }), (text, width) => {
      const lines = wrapped(text, width);
      expect(lines.every((line) => stringWidth(line) <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
  expect(wrapped('5 日本の楓の葉', 8)).toEqual(['5 日本の', '楓の葉']);
  expect(wrapped('a \u001b[2mfaint word\u001b[22m b', 7)).toEqual(['a\u001b[2m faint\u001b[0m', '\u001b[2mword\u001b[22m b']);
});

test('a name from outside never moves the cursor or breaks the line', () => {
  expect(printable('a\nb\u001b[2Jc\u202ed')).toBe('a\\nb\\u001b[2Jc\\u202ed');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => !/[\p{Cc}\u202e\u2028]/u.test(printable(name))));
});

test('whatever is printed, nothing but our colours and line ends reaches a terminal, and JSON means the same', () => {
  expect(printableText('\u001b[1mhead\u001b[22m\na\u001b]0;x\u0007\r\u009b2J')).toBe(
    '\u001b[1mhead\u001b[22m\na\\u001b]0;x\\u0007\\u000d\\u009b2J',
  );
  const nasty = fc.string({ unit: fc.oneof(fc.constantFrom('\u001b', '[', '2', 'm', ';', '\n', '\r', '\u009b', '\u202e', '\u2028', '\ud800'), fc.string({ unit: 'binary', maxLength: 1 })) });
  fc.assert(
    fc.property(nasty, (text) => {
      // eslint-disable-next-line no-control-regex
      const shown = printableText(text).replaceAll(/\u001b\[\d{1,2}m|\n/g, '');
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      const json = printableJson({ file: text });
      expect(json).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(json)).toEqual({ file: text });
    }),
  );
});

test('figures carry their units', () => {
  expect([0, 999, 1000, 1_234_567, 45_000_000, 12e9, 999_600].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 MB',
    '45 MB',
    '12 GB',
    '1.0 MB',
  ]);
  expect([0.02, 4.21, 59.4, 59.8, 200, 7500].map(duration)).toEqual([
    '20 ms',
    '4.2 s',
    '59 s',
    '1 min',
    '3 min 20 s',
    '2 h 5 min',
  ]);
  expect([7, 1234, 1_234_567].map(grouped)).toEqual(['7', '1 234', '1 234 567']);
  expect([counted(1, 'class', 'classes'), counted(0, 'picture')]).toEqual(['1 class', '0 pictures']);
  expect(percentWithInterval(0.931, [0.88, 0.962])).toBe('93.1 % (95 % interval 88.0 to 96.2 %)');
  expect([rate(41.3, 'pictures'), rate(1.26, 'steps'), significant(0.000123456)]).toEqual([
    '41 pictures/s',
    '1.3 steps/s',
    '0.000123',
  ]);
});

test('parts of an answer stand apart; what is left out leaves no gap', () => {
  expect([paragraphs('a', null, 'b\nc'), paragraphs(null, 'a'), paragraphs(null)]).toEqual(['a\n\nb\nc', 'a', '']);
});
