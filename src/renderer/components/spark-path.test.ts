import { expect, test } from 'vitest';
import { sparkPath } from './spark-path.ts';

test('the highest value is at the top, the newest at the right', () => {
  expect(sparkPath([2, 1, 0], 12, 12)).toBe('M1 1L6 6L11 11');
});

test('equal values draw a line, values that are no numbers are left out', () => {
  expect(sparkPath([3, 3], 12, 12)).toBe('M1 11L11 11');
  expect(sparkPath([2, Number.NaN, 0], 12, 12)).toBe('M1 1L11 11');
  expect(sparkPath([1], 12, 12)).toBe('');
});
