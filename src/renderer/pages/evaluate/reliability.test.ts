import { expect, test } from 'vitest';
import { reliability } from './reliability.ts';

test.each([
  [[0.86, 0.98], 'wide'],
  [[0.912, 0.951], 'usual'],
  [[0.931, 0.939], 'narrow'],
] as const)('%j is %s', (interval, word) => {
  expect(reliability(interval)).toBe(word);
});
