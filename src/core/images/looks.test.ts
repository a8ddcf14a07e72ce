import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { looksAt, overLooks, stackLooks, tenCropBoxes } from './looks.ts';
import type { CropBox } from './looks.ts';
import { preprocessImage } from './preprocess-image.fixture.ts';
import { runResize } from './resize.ts';
import type { InputPlan } from './preprocess.ts';

const geometry = { imageSize: 32, cropPct: 0.875, interpolation: 'bilinear' } as const;
const picture = (width: number, height: number) => ({ width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919 + (i >> 5)) % 256) });
const mirrored = (square: Uint8Array, size: number): number[] =>
  Array.from({ length: size * size * 3 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [row, column] = [Math.floor(pixel / size), pixel % size];
    return square[(row * size + (size - 1 - column)) * 3 + channel]!;
  });

function looksOf(pixels: ReturnType<typeof picture>, augmentation: 'none' | 'flip' | 'tencrop'): Uint8Array[] {
  const looks = looksAt(pixels.width, pixels.height, geometry, augmentation);
  const squares = new Map<InputPlan, Uint8Array>();
  for (const { plan } of looks) squares.set(plan, runResize(pixels, plan.resize));
  const stack = stackLooks(looks, squares, geometry.imageSize);
  const bytes = geometry.imageSize ** 2 * 3;
  return looks.map((_, i) => stack.slice(i * bytes, (i + 1) * bytes));
}

// torchvision's own ten_crop, on pictures whose pixels are their own places; boxes of mirrored looks are told in the picture as it is.
const { tenCrop } = JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as {
  tenCrop: { width: number; height: number; size: number; boxes: CropBox[] }[];
};

test.each(tenCrop)('the ten boxes in $width x $height are those of torchvision, half a pixel rounded to even', ({ width, height, size, boxes }) => {
  expect(tenCropBoxes(width, height, size).map((box) => (box.mirrored ? { ...box, left: width - size - box.left } : box))).toEqual(boxes);
});

test('a mirrored look is the mirrored picture cut, whose middle lies elsewhere where the margin is odd', () => {
  const pixels = picture(49, 40);
  const looks = looksOf(pixels, 'tencrop');
  expect(looks).toHaveLength(10);
  const turned = { ...pixels, data: Uint8Array.from(pixels.data) };
  for (let row = 0; row < 40; row++)
    for (let column = 0; column < 49; column++)
      turned.data.set(pixels.data.subarray((row * 49 + column) * 3, (row * 49 + column) * 3 + 3), (row * 49 + 48 - column) * 3);
  // Resized to 44 x 36: the margins are 12 and 4, of 45 and 37 odd.
  const ofTurned = looksOf(turned, 'tencrop');
  for (let i = 0; i < 5; i++) expect(looks[5 + i]!.every((value, at) => Math.abs(value - ofTurned[i]![at]!) <= 1), `look ${i}`).toBe(true);
  // What is upper left in the mirrored picture is upper right in the picture.
  expect([...looks[5]!]).toEqual(mirrored(looks[1]!, 32));
  expect([...looks[4]!]).toEqual([...preprocessImage(pixels, geometry)]);
  const odd = looksAt(46, 36, { ...geometry, cropPct: 32 / 36 }, 'tencrop').slice(4).map(({ plan }) => plan.resize.window.left);
  expect(odd[0]).toBe(7);
  const unequal = looksAt(45, 36, { ...geometry, cropPct: 32 / 36 }, 'tencrop').map(({ plan }) => plan.resize.window.left);
  expect([unequal[4], unequal[9]]).toEqual([6, 7]);
});

test('flip is the plain square and its mirror image', () => {
  const pixels = picture(50, 40);
  const [plain, flipped] = looksOf(pixels, 'flip');
  expect([...plain!]).toEqual([...preprocessImage(pixels, geometry)]);
  expect([...flipped!]).toEqual(mirrored(plain!, 32));
  expect(looksOf(pixels, 'none')).toEqual([plain]);
});

// numpy: pixels.reshape(2, 3, 2).mean(1), with a network that answers the first value of a square and twice the second.
test('answers to looks are averaged picture by picture', async () => {
  const asked: number[] = [];
  const network = async (pixels: Uint8Array, batch: number) => {
    asked.push(batch);
    return Float32Array.from(Array.from({ length: batch }, (_, row) => [pixels[row * 2]!, 2 * pixels[row * 2 + 1]!]).flat());
  };
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 9, 10, 20, 30, 40, 50, 90);
  expect([...(await overLooks(network, 3)(pixels, 2))]).toEqual([3, 10, 30, 100]);
  expect(asked).toEqual([2, 2, 2]);
});
