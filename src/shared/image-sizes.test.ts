import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullSize, growingSizes, growth, isImageSize, offeredStarts, sizeParts } from './image-sizes.ts';

const limits = { min: 32, max: 1024 };

test('a size is pixels, or two with a hyphen that grow from a multiple of 32', () => {
  for (const asked of [32, 100, 1024, '128-224', '32-33', '96-1024']) expect([asked, isImageSize(asked, limits)]).toEqual([asked, true]);
  for (const asked of [31, 1025, 64.5, '128', '224-128', '128-128', '100-224', '0-64', '128-1056', '128-224-256', ' 128-224', '128–224', '', null, {}]) {
    expect([asked, isImageSize(asked, limits)]).toEqual([asked, false]);
  }
  expect([fullSize(160), fullSize('128-224')]).toEqual([160, 224]);
});

test('half of the epochs at the first size, a fifth at the last, the rest half-way', () => {
  expect(growingSizes({ from: 128, to: 224 }, 10)).toEqual([{ imageSize: 128, epochs: 5 }, { imageSize: 160, epochs: 3 }, { imageSize: 224, epochs: 2 }]);
  expect(growingSizes({ from: 96, to: 128 }, 10)).toEqual([{ imageSize: 96, epochs: 8 }, { imageSize: 128, epochs: 2 }]);
  expect(growingSizes({ from: 128, to: 224 }, 2)).toEqual([{ imageSize: 128, epochs: 1 }, { imageSize: 224, epochs: 1 }]);
  expect(growingSizes({ from: 128, to: 224 }, 1)).toEqual([{ imageSize: 224, epochs: 1 }]);
});

test('every epoch has one size, which never falls and ends as the last; all but the last are multiples of 32', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 400 }), (steps, more, epochs) => {
      const [from, to] = [32 * steps, 32 * steps + more];
      expect(growth(`${from}-${to}`)).toEqual({ from, to });
      const sizes = growingSizes({ from, to }, epochs);
      expect(sizes.reduce((sum, one) => sum + one.epochs, 0)).toBe(epochs);
      const parts = sizeParts(sizes);
      const sides = parts.map(({ imageSize }) => imageSize);
      expect(sides).toEqual([...new Set(sides)].toSorted((a, b) => a - b));
      expect(parts[0]!.from).toBe(0);
      expect(parts.slice(1).map((part) => part.from)).toEqual(parts.slice(0, -1).map((part) => part.endsAfter));
      expect(parts.at(-1)).toMatchObject({ imageSize: to, endsAfter: epochs });
      expect(sizes.length).toBeLessThanOrEqual(3);
      for (const { imageSize, epochs: own } of sizes.slice(0, -1)) expect([imageSize % 32, own > 0]).toEqual([0, true]);
    }),
  );
});

test('offered to begin with are multiples of 32 from half of the last size on', () => {
  expect([224, 160, 100, 64, 32].map(offeredStarts)).toEqual([[128, 160, 192], [96, 128], [64, 96], [32], []]);
  for (let to = 32; to <= 1024; to += 31) for (const from of offeredStarts(to)) expect(growth(`${from}-${to}`)).toEqual({ from, to });
});
