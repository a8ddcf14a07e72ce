import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainShare } from './plain-share.ts';

test.each([
  [155, 200, '3 of 4'],
  [100, 150, '2 of 3'],
  [240, 257, '19 of 20'],
  [97, 100, '97 of 100'],
  [999, 1000, '999 of 1000'],
  [7, 9, '7 of 9'],
  // Beside "90.0 %" seven of eight would be another figure.
  [54, 60, '9 of 10'],
  [176, 200, '7 of 8'],
  [170, 200, '17 of 20'],
  [138, 200, '7 of 10'],
  [152, 200, '3 of 4'],
  [60, 60, '60 of 60'],
  [0, 60, '0 of 60'],
])('%i of %i is said as %s', (correct, images, words) => {
  const { times, of } = plainShare(correct, images);
  expect(`${times} of ${of}`).toBe(words);
});

test('what is said is within 2.5 points, and nothing or all only where it is', () => {
  const counts = fc.integer({ min: 1, max: 20_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([correct, images]) => {
      const { times, of } = plainShare(correct, images);
      expect(Math.abs(times / of - correct / images)).toBeLessThanOrEqual(0.025 + 1e-9);
      // Near the figure that it stands beside, or as near as anything so short.
      if (images > 10 && of <= 10) for (const other of [2, 3, 4, 5, 6, 8, 10]) expect(Math.abs(times / of - correct / images)).toBeLessThanOrEqual(Math.max(0.0125, Math.abs(Math.round((correct / images) * other) / other - correct / images)) + 1e-9);
      expect(times === 0).toBe(correct === 0);
      expect(times === of).toBe(correct === images);
      expect(of).toBeLessThanOrEqual(Math.max(images, 100));
    }),
  );
});
