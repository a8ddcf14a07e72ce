import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zoomed, zoomRange } from './wall-zoom.ts';

test('steps go from the smallest to the largest and back, each seen, none beyond the ends', () => {
  const sizes = [zoomRange.min as number];
  while (sizes.at(-1)! < zoomRange.max) sizes.push(zoomed(sizes.at(-1)!, 1));
  expect(sizes.length).toBeLessThan(12);
  expect([zoomed(zoomRange.max, 1), zoomed(zoomRange.min, -1)]).toEqual([zoomRange.max, zoomRange.min]);
  fc.assert(
    fc.property(fc.integer(zoomRange), (size) => {
      if (size < zoomRange.max) expect(zoomed(size, 1)).toBeGreaterThan(size);
      if (size > zoomRange.min) expect(zoomed(size, -1)).toBeLessThan(size);
    }),
  );
});
