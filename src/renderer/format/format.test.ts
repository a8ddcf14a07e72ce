import { expect, test } from 'vitest';
import {
  formatAmount,
  formatBytes,
  formatCompact,
  formatCount,
  formatDecimal,
  formatPercent,
  formatRate,
  formatSignificant,
  formatWrittenOut,
} from './numbers.ts';
import { formatAgo, formatDuration, formatMoment, formatTimeLeft } from './times.ts';

// Intl puts no-break spaces between numbers and units.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('counts, shares and decimals follow the language', () => {
  expect(formatCount(1284, 'en')).toBe('1,284');
  expect(formatCount(1284, 'de')).toBe('1.284');
  expect(plain(formatPercent(0.934, 'en'))).toBe('93.4%');
  expect(plain(formatPercent(0.934, 'de'))).toBe('93,4 %');
  expect(formatPercent(1, 'en', 0)).toBe('100%');
  expect(formatDecimal(0.35712, 'en')).toBe('0.357');
  expect(formatCompact(23_508_032, 'en')).toBe('23.5M');
  expect(formatRate(82.4, 'en')).toBe('82');
  expect(formatRate(3.14, 'en')).toBe('3.1');
});

test('large amounts are said in words, others in full', () => {
  expect(formatAmount(999_999, 'en')).toBe('999,999');
  expect(formatAmount(11_178_051, 'en')).toBe('11.2 million');
  expect(formatAmount(8_000_000, 'en')).toBe('8.0 million');
  expect(plain(formatAmount(11_178_051, 'de'))).toBe('11,2 Millionen');
});

test('small rates keep the digits that count', () => {
  expect(formatSignificant(0.000085, 'en')).toBe('0.000085');
  expect(plain(formatSignificant(0.000000021, 'en'))).toBe('2.1 × 10⁻⁸');
  expect([1e-7, 1.22e-7, 9.999e-6, 1e-5, 1.234e12].map((value) => plain(formatSignificant(value, 'de')))).toEqual(['1 × 10⁻⁷', '1,22 × 10⁻⁷', '1 × 10⁻⁵', '0,00001', '1,23 × 10¹²']);
  expect(plain(formatSignificant(1.23456789e-10, 'en', 6))).toBe('1.23457 × 10⁻¹⁰');
  expect(formatSignificant(0, 'en')).toBe('0');
  expect([formatWrittenOut(0.0000021, 'en'), formatWrittenOut(0.0000021, 'de'), formatWrittenOut(null, 'en')]).toEqual(['0.0000021', '0,0000021', '–']);
});

test.each([
  [0, '0 bytes'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [999_600, '1 MB'],
  [98_300_000, '98 MB'],
  [1_940_000_000, '1.9 GB'],
  [9_960_000_000, '10 GB'],
])('%d bytes', (bytes, shown) => {
  expect(plain(formatBytes(bytes, 'en'))).toContain(shown);
});

test('what is not known is a dash, never NaN', () => {
  for (const format of [
    formatCount,
    formatAmount,
    formatPercent,
    formatBytes,
    formatDuration,
    formatTimeLeft,
    formatDecimal,
    formatSignificant,
  ]) {
    expect(format(null, 'en')).toBe('–');
    expect(format(Number.NaN, 'en')).toBe('–');
  }
});

test.each([
  [0.42, '0.4 sec'],
  [9.97, '10 sec'],
  [59.6, '1 min'],
  [75, '1 min 15 sec'],
  [3599.7, '1 hr'],
  [4800, '1 hr 20 min'],
  [100_000, '1 day 4 hr'],
])('%d seconds', (seconds, shown) => {
  expect(plain(formatDuration(seconds, 'en'))).toBe(shown);
});

test.each([
  [1, '5 sec'],
  [37, '35 sec'],
  [58, '1 min'],
  [250, '4 min'],
  [5000, '1 hr 20 min'],
])('%d seconds left', (seconds, shown) => {
  expect(plain(formatTimeLeft(seconds, 'en'))).toBe(shown);
});

test('how long ago', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(formatAgo(now - 10_000, now, 'en')).toBe('now');
  expect(formatAgo(now - 180_000, now, 'en')).toBe('3 minutes ago');
  expect(formatAgo(now - 86_400_000, now, 'en')).toBe('yesterday');
  expect(formatAgo(now + 5000, now, 'en')).toBe('now');
});

test('a moment in a column: the hour this year, else the day', () => {
  const now = new Date(2026, 10, 27, 12, 53).getTime();
  expect(plain(formatMoment(now, now, 'en'))).toBe('Nov 27, 12:53 PM');
  expect(plain(formatMoment(new Date(2025, 10, 27).getTime(), now, 'en'))).toBe('Nov 27, 2025');
});
