import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { preprocessImage } from './preprocess-image.fixture.ts';
import { finishView } from './preprocess.ts';
import { padOf, shiftedView, shiftSquare } from './shifted-view.ts';

const sha = 'a'.repeat(64);
const cifar = { imageSize: 32, mean: [0.5, 0.4, 0.2] } as const;

test('view 0 is the plain one; the others move by at most four pixels at 32 and leave the mean colour bare', () => {
  expect(shiftedView(0, sha, 0, cifar)).toBeNull();
  const views = Array.from({ length: 3000 }, (_, i) => shiftedView(7, sha, i + 1, cifar)!);
  expect(new Set(views.map(({ right }) => right))).toEqual(new Set([-4, -3, -2, -1, 0, 1, 2, 3, 4]));
  expect(new Set(views.map(({ down }) => down)).size).toBe(9);
  // Each of 81 places about as often, whether mirrored or not.
  const places = Map.groupBy(views, ({ right, down }) => `${right} ${down}`);
  expect(places.size).toBe(81);
  for (const place of places.values()) expect(place.length).toBeLessThan(80);
  expect(views.filter(({ flip }) => flip).length / views.length).toBeCloseTo(0.5, 1);
  expect(views[0]!.color).toEqual([128, 102, 51]);
  expect([28, 32, 64, 224].map(padOf)).toEqual([4, 4, 8, 28]);
});

test('the recipe has not changed unnoticed', () => {
  expect([1, 2, 3].map((index) => shiftedView(0, sha, index, cifar))).toMatchInlineSnapshot(`
    [
      {
        "color": [
          128,
          102,
          51,
        ],
        "down": -2,
        "flip": true,
        "index": 1,
        "right": 3,
      },
      {
        "color": [
          128,
          102,
          51,
        ],
        "down": 3,
        "flip": true,
        "index": 2,
        "right": 2,
      },
      {
        "color": [
          128,
          102,
          51,
        ],
        "down": -3,
        "flip": true,
        "index": 3,
        "right": 0,
      },
    ]
  `);
});

/** The definition: a border all around, then a square cut out of it, then mirrored. */
function padAndCrop(square: Uint8Array, size: number, view: NonNullable<ReturnType<typeof shiftedView>>): number[] {
  const at = (row: number, column: number): number[] =>
    row < 0 || column < 0 || row >= size || column >= size ? [...view.color] : [...square.subarray((row * size + column) * 3, (row * size + column) * 3 + 3)];
  const side = Array.from({ length: size }, (_, i) => i);
  return side.flatMap((row) => side.flatMap((column) => at(row - view.down, (view.flip ? size - 1 - column : column) - view.right)));
}

test('a view is the plain square with a border, cut and mirrored', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 12 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.boolean(), (size, right, down, flip) => {
      const square = Uint8Array.from({ length: size * size * 3 }, (_, i) => i % 251);
      const view = { index: 1, flip, right, down, color: [9, 8, 7] as const };
      const moved = square.slice();
      finishView(moved, size, view);
      expect([...moved]).toEqual(padAndCrop(square, size, view));
    }),
  );
});

test('pictures of 32 pixels reach a network of 32 pixels as they are, and moved ones differ by their place alone', () => {
  const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 73 + (i >> 3)) & 255);
  const geometry = { imageSize: 32, cropPct: 1, interpolation: 'bilinear' } as const;
  expect(preprocessImage({ width: 32, height: 32, data: data.slice() }, geometry)).toEqual(data);
  const view = shiftedView(0, sha, 2, cifar)!;
  const moved = data.slice();
  shiftSquare(moved, 32, view);
  const seen = preprocessImage({ width: 32, height: 32, data: data.slice() }, geometry, { ...view, flip: false });
  expect(seen).toEqual(moved);
});
