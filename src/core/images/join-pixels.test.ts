import { expect, test } from 'vitest';
import { joinPixels } from './join-pixels.ts';

test('squares lie one after the other; of none there is nothing', () => {
  expect(joinPixels([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)])).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  expect(joinPixels([])).toHaveLength(0);
});
