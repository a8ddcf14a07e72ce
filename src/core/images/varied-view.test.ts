import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeColors, erasePart } from './square-changes.ts';
import type { ColorChange } from './square-changes.ts';
import { variedView } from './varied-view.ts';
import { viewBox } from './view.ts';

// Pillow's own ImageEnhance, as torchvision's ColorJitter uses it.
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/colors.json', import.meta.url), 'utf8')) as {
  readonly pixels: readonly number[];
  readonly cases: readonly { readonly changes: readonly ColorChange[]; readonly pixels: readonly number[] }[];
};
const sha = 'a'.repeat(64);
const mean = [0.485, 0.456, 0.406] as const;

test.each(golden.cases)('colours are changed as Pillow does it, to the bit: $changes', ({ changes, pixels }) => {
  const square = Uint8Array.from(golden.pixels);
  changeColors(square, changes);
  expect([...square]).toEqual(pixels);
});

test('a view is plain at 0, hangs on nothing but its arguments, and standard changes no colours', () => {
  expect(variedView('strong', 0, sha, 0, mean)).toBeNull();
  expect(variedView('strong', 0, sha, 3, mean)).toEqual(variedView('strong', 0, sha, 3, mean));
  expect(variedView('strong', 0, sha, 2, mean)).not.toEqual(variedView('strong', 0, sha, 3, mean));
  expect(variedView('standard', 0, sha, 1, mean)).toEqual({ index: 1, flip: expect.any(Boolean), state: expect.any(Array), leastArea: 0.08 });
});

test('crops keep 8 to 100 % of the area, inside the picture; factors lie within 0.6 and 1.4; a quarter has a part covered, of 2 to 33 %', () => {
  const areas: number[] = [];
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 100 }), (seed, index) => {
      const box = viewBox(variedView('standard', seed, sha, index, mean)!, 640, 480);
      expect(box.left >= 0 && box.top >= 0 && box.left + box.width <= 640 && box.top + box.height <= 480).toBe(true);
      areas.push((box.width * box.height) / (640 * 480));
    }),
  );
  expect(Math.min(...areas)).toBeGreaterThan(0.078);
  expect(Math.min(...areas)).toBeLessThan(0.3);
  const views = Array.from({ length: 800 }, (_, at) => variedView('strong', at, sha, 1, mean)!);
  const factors = views.flatMap(({ colors }) => colors!.map(({ factor }) => factor));
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.6);
  expect(Math.max(...factors)).toBeLessThanOrEqual(1.4);
  expect(new Set(views.map(({ colors }) => colors!.map(({ kind }) => kind).join(' '))).size).toBe(6);
  const erased = views.flatMap((view) => view.erased ?? []);
  // Binomial(800, 0.25) lies within 4 standard deviations, 12.2 each, of 200.
  expect(Math.abs(erased.length - 200)).toBeLessThan(49);
  for (const { left, top, width, height } of erased) {
    expect(width * height).toBeGreaterThan(0.0199);
    expect(width * height).toBeLessThan(0.3301);
    expect(left >= 0 && top >= 0 && left + width <= 1 && top + height <= 1).toBe(true);
  }
});

test('what is covered has the given colour, the rest stays', () => {
  const square = new Uint8Array(4 * 4 * 3).fill(9);
  erasePart(square, 4, { left: 0.25, top: 0.5, width: 0.5, height: 0.25, color: [1, 2, 3] });
  const covered = [(2 * 4 + 1) * 3, (2 * 4 + 2) * 3];
  for (let at = 0; at < square.length; at += 3) expect([...square.subarray(at, at + 3)], String(at)).toEqual(covered.includes(at) ? [1, 2, 3] : [9, 9, 9]);
});
