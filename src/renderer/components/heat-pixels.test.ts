import { expect, test } from 'vitest';
import { heatPixels } from './heat-pixels.ts';

test('the strongest place is the most opaque and the reddest, places that speak against are clear', () => {
  const pixels = heatPixels([4, 2, 0, -3]);
  const [strong, half, none, against] = [0, 1, 2, 3].map((i) => pixels.subarray(i * 4, i * 4 + 4));
  expect(strong![3]).toBeGreaterThan(half![3]!);
  expect(strong![1]).toBeLessThan(half![1]!);
  expect([none![3], against![3]]).toEqual([0, 0]);
});

test('a map without any evidence is clear everywhere', () => {
  expect([...heatPixels([-1, -2])].filter((_, i) => i % 4 === 3)).toEqual([0, 0]);
});
