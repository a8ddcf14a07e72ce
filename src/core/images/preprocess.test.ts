import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preprocessImage } from './preprocess-image.fixture.ts';
import { seenPart } from './preprocess.ts';

const preprocessing = { imageSize: 224, cropPct: 0.875, interpolation: 'bilinear' } as const;

test('of a landscape picture the sides are not seen, of a portrait top and bottom', () => {
  // The short side becomes 256, of which 224 are seen; 480 x 640 becomes 256 x 341.
  expect(seenPart(640, 480, preprocessing)).toEqual([58 / 341, 16 / 256, 224 / 341, 224 / 256]);
  expect(seenPart(480, 640, preprocessing)).toEqual([16 / 256, 58 / 341, 224 / 256, 224 / 341]);
  expect(seenPart(100, 100, { imageSize: 64, cropPct: 1 })).toEqual([0, 0, 1, 1]);
});

test('what lies outside the seen part does not reach the network, what lies inside does', () => {
  const size = fc.integer({ min: 40, max: 160 });
  fc.assert(
    fc.property(size, size, (width, height) => {
      const small = { ...preprocessing, imageSize: 32 };
      const [left, top, partWidth, partHeight] = seenPart(width, height, small);
      // White within the seen part and three pixels around it (the resize filter reaches that far), black outside.
      const data = new Uint8Array(width * height * 3);
      const isSeen = (x: number, from: number, part: number, whole: number, margin: number) =>
        x >= from * whole - margin && x < (from + part) * whole + margin;
      const reach = 3 + (2 * Math.min(width, height)) / 36;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const seen = isSeen(x, left, partWidth, width, reach) && isSeen(y, top, partHeight, height, reach);
          data.fill(seen ? 255 : 0, (y * width + x) * 3, (y * width + x + 1) * 3);
        }
      }
      expect(Math.min(...preprocessImage({ width, height, data }, small))).toBe(255);
      // And the other way round: one dark pixel in the middle of the seen part shows.
      const [x, y] = [Math.floor((left + partWidth / 2) * width), Math.floor((top + partHeight / 2) * height)];
      data.fill(0, (y * width + x) * 3, (y * width + x + 1) * 3);
      expect(Math.min(...preprocessImage({ width, height, data }, small))).toBeLessThan(255);
    }),
    { numRuns: 60 },
  );
});
