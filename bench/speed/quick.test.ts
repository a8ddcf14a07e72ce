import { expect, test } from 'vitest';
import { judged, quickCells } from './quick.ts';

test('a share below its bound is too slow, and the others hold', () => {
  const shares = quickCells.map(({ least }, i) => (i === 1 ? least * 0.99 : least));
  expect(judged(quickCells, shares).map(({ holds }) => holds)).toEqual(quickCells.map((_, i) => i !== 1));
});
