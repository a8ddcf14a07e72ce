import { expect, test } from 'vitest';
import { keptPlaces } from './familiarity-index.ts';

test('of more pictures than 64 MiB hold so many are kept, evenly spread', () => {
  expect(keptPlaces(3, 512)).toEqual([0, 1, 2]);
  const kept = keptPlaces(100_000, 2048);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([32_768, 0, 99_996]);
  expect(new Set(kept).size).toBe(kept.length);
});
