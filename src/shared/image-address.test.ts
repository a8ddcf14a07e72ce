import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf, imageAddress } from './image-address.ts';

test('the address of a picture says how it is shown and, where it is known, what it holds', () => {
  expect(imageAddress(7, 160)).toBe('/images/7?size=160');
  const geometry = { imageSize: 224, cropPct: 0.875, interpolation: 'bicubic', fit: 'crop' } as const;
  expect(imageAddress(7, geometry)).toBe('/images/7?seen=crop-224-0.875-bicubic');
  expect(imageAddress(7, 320, contentOf('0000a0f1ffff'))).toBe('/images/7?size=320&v=0000a0f1');
  expect(imageAddress(7, 320, contentOf(null))).toBe('/images/7?size=320');
});

test('what an address holds is the beginning of the sha256', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), (sha256) => {
      const version = new URLSearchParams(imageAddress(1, 160, contentOf(sha256)).split('?')[1]).get('v');
      expect(version ?? '00000000').toBe(sha256.slice(0, 8));
    }),
  );
});
