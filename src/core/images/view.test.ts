import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { preprocessImage, resizePixels } from './preprocess-image.fixture.ts';
import { lightView, viewBox, viewForEpoch } from './view.ts';

const sha = 'a'.repeat(64);
const anySha = fc.stringMatching(/^[0-9a-f]{64}$/);

test('view 0 is the plain one, the others are a function of seed, image and index', () => {
  expect(lightView(1, sha, 0)).toBeNull();
  expect(lightView(1, sha, 1)).toEqual(lightView(1, sha, 1));
  const different = [lightView(1, sha, 1), lightView(2, sha, 1), lightView(1, 'b'.repeat(64), 1), lightView(1, sha, 2)];
  expect(new Set(different.map((view) => JSON.stringify(view!.state))).size).toBe(4);
});

test('the recipe has not changed unnoticed', () => {
  expect(lightView(0, sha, 1)).toMatchInlineSnapshot(`
    {
      "flip": true,
      "index": 1,
      "state": [
        2908034555,
        2377793378,
        271026434,
        3049790051,
      ],
    }
  `);
  expect(viewBox(lightView(0, sha, 1)!, 640, 480)).toMatchInlineSnapshot(`
    {
      "height": 423,
      "left": 27,
      "top": 57,
      "width": 513,
    }
  `);
  expect([0, 1, 2, 3, 4].map((epoch) => viewForEpoch(0, sha, epoch, 4))).toMatchInlineSnapshot(`
    [
      2,
      1,
      3,
      0,
      2,
    ]
  `);
});

test('crops keep 70 to 100 % of the area at 3/4 to 4/3 wherever the picture allows it', () => {
  const side = fc.integer({ min: 40, max: 3000 });
  fc.assert(
    fc.property(fc.nat(), anySha, fc.integer({ min: 1, max: 9 }), side, side, (seed, image, index, width, height) => {
      const box = viewBox(lightView(seed, image, index)!, width, height);
      expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
      const aspect = box.width / box.height;
      expect(aspect).toBeGreaterThan(0.72);
      expect(aspect).toBeLessThan(1.39);
      const ratio = width / height;
      if (ratio > 3 / 4 && ratio < 4 / 3) expect((box.width * box.height) / (width * height)).toBeGreaterThan(0.66);
    }),
    { numRuns: 500 },
  );
});

test('pictures of one pixel and of extreme shape have a crop', () => {
  const sizes = [[1, 1], [1, 5000], [5000, 1], [2, 3]] as const;
  for (const [width, height] of sizes) {
    const box = viewBox(lightView(5, sha, 3)!, width, height);
    expect(box.width * box.height).toBeGreaterThanOrEqual(1);
    expect(box.left + box.width).toBeLessThanOrEqual(width);
    expect(box.top + box.height).toBeLessThanOrEqual(height);
  }
});

test('half of the views are flipped and the crops spread over the picture', () => {
  const views = Array.from({ length: 2000 }, (_, i) => lightView(i, sha, 1)!);
  const flipped = views.filter((view) => view.flip).length;
  expect(flipped).toBeGreaterThan(900);
  expect(flipped).toBeLessThan(1100);
  const kept = views.map((view) => viewBox(view, 1000, 1000)).map((box) => (box.width * box.height) / 1e6);
  // Uniform in 0.7..1, but in a square a large area fits only at an aspect near 1: the mean is 0.80.
  expect(kept.reduce((a, b) => a + b) / kept.length).toBeCloseTo(0.8, 2);
  expect(Math.min(...kept)).toBeLessThan(0.71);
  expect(Math.max(...kept)).toBeGreaterThan(0.98);
});

test('every view is used once in as many epochs, in an order of the image', () => {
  fc.assert(
    fc.property(fc.nat(), anySha, fc.integer({ min: 1, max: 6 }), (seed, image, views) => {
      const order = Array.from({ length: views }, (_, epoch) => viewForEpoch(seed, image, epoch, views));
      expect([...order].sort()).toEqual(Array.from({ length: views }, (_, i) => i));
      expect(viewForEpoch(seed, image, views + 1, views)).toBe(order[1 % views]);
    }),
  );
  const firsts = Array.from({ length: 400 }, (_, i) => viewForEpoch(0, i.toString(16).padStart(64, '0'), 0, 4));
  for (const view of [0, 1, 2, 3]) expect(firsts.filter((first) => first === view).length).toBeGreaterThan(60);
});

test('a view is its crop resized to the square, mirrored when flipped', () => {
  const width = 30;
  const height = 22;
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 73 + (i >> 3)) & 255);
  const preprocessing = { imageSize: 16, cropPct: 0.875, interpolation: 'bicubic' } as const;
  const seen = new Set<boolean>();
  for (let seed = 0; seed < 12; seed++) {
    const view = lightView(seed, sha, 1)!;
    const box = viewBox(view, width, height);
    const rows = Array.from({ length: box.height }, (_, y) => {
      const start = ((box.top + y) * width + box.left) * 3;
      return [...data.subarray(start, start + box.width * 3)];
    });
    const cut = { width: box.width, height: box.height, data: Uint8Array.from(rows.flat()) };
    const resized = resizePixels(cut, 16, 16, 'bicubic');
    const mirrored = (i: number): number => Math.floor(i / 48) * 48 + (15 - (Math.floor(i / 3) % 16)) * 3 + (i % 3);
    const expected = view.flip ? resized.map((_, i) => resized[mirrored(i)]!) : resized;
    expect(preprocessImage({ width, height, data }, preprocessing, view)).toEqual(expected);
    seen.add(view.flip);
  }
  expect(seen.size).toBe(2);
});
