import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splits } from '../../../shared/split.ts';
import { partOfPictures } from './part-of-pictures.ts';

interface Picture {
  readonly sha256: string;
  readonly label: number;
  readonly split: (typeof splits)[number];
  readonly group?: string | null;
}

/** Contents few enough that some come twice, also under two labels; equal contents share a side, as a version's do. */
const pictures: fc.Arbitrary<Picture[]> = fc
  .array(fc.record({ content: fc.integer({ min: 0, max: 60 }), label: fc.integer({ min: 0, max: 3 }) }), { maxLength: 80 })
  .map((rows) => rows.map(({ content, label }) => ({ sha256: `p${content}`, label, split: splits[content % 7 === 0 ? 2 : content % 4 === 0 ? 1 : 0] })));
const seed = fc.integer({ min: 0, max: 5 });
const side = (all: readonly Picture[], split: Picture['split']) => all.filter((picture) => picture.split === split);
const contents = (all: readonly Picture[]) => new Set(all.map(({ sha256 }) => sha256));

test('folds: every picture stays, validates in one fold at most, never beside its duplicate; test pictures stay as they are', () => {
  fc.assert(
    fc.property(pictures, seed, fc.integer({ min: 2, max: 6 }), (all, seed, of) => {
      const folds = Array.from({ length: of }, (_, index) => partOfPictures(all, { trainShare: 1, fold: { index, of }, seed }));
      for (const fold of folds) {
        expect(fold.map(({ sha256, label }) => [sha256, label])).toEqual(all.map(({ sha256, label }) => [sha256, label]));
        expect(side(fold, 'test')).toEqual(side(all, 'test'));
        const learned = contents(side(fold, 'train'));
        expect(side(fold, 'val').filter(({ sha256 }) => learned.has(sha256))).toEqual([]);
      }
      const validated = folds.flatMap((fold) => [...contents(side(fold, 'val'))]);
      expect(new Set(validated).size).toBe(validated.length);
      // Only what is under two labels, or alone in its class, never validates.
      const dealt = all.filter(({ split }) => split !== 'test');
      for (const { sha256, label } of dealt) {
        const isTwice = dealt.some((other) => other.sha256 === sha256 && other.label !== label);
        const own = new Set(dealt.filter((other) => other.label === label && dealt.every((one) => one.sha256 !== other.sha256 || one.label === label)).map((other) => other.sha256));
        expect(validated.includes(sha256), `${sha256} of ${label}`).toBe(!isTwice && own.size > 1);
      }
    }),
  );
});

test('folds validate about as many of each class', () => {
  const all = Array.from({ length: 30 }, (_, i): Picture => ({ sha256: `p${i}`, label: i % 3, split: i < 20 ? 'train' : 'val' }));
  const folds = [0, 1, 2, 3, 4].map((index) => side(partOfPictures(all, { trainShare: 1, fold: { index, of: 5 }, seed: 1 }), 'val'));
  for (const fold of folds) expect([0, 1, 2].map((label) => fold.filter((picture) => picture.label === label).length)).toEqual([2, 2, 2]);
});

test('shares: the smaller lies in the larger, every class has its part, and all else stays', () => {
  fc.assert(
    fc.property(pictures, seed, fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), (all, seed, a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)].map((trainShare) => partOfPictures(all, { trainShare, fold: null, seed })) as [Picture[], Picture[]];
      for (const part of [small, large]) expect(part.filter(({ split }) => split !== 'train')).toEqual(all.filter(({ split }) => split !== 'train'));
      const inLarge = contents(side(large, 'train'));
      expect(side(small, 'train').filter(({ sha256 }) => !inLarge.has(sha256))).toEqual([]);
      for (const label of new Set(side(all, 'train').map((picture) => picture.label))) {
        const [of, held] = [all, small].map((part) => side(part, 'train').filter((picture) => picture.label === label).length) as [number, number];
        expect(held).toBeGreaterThanOrEqual(Math.max(1, Math.round(of * Math.min(a, b))));
      }
    }),
  );
});

test('a share of pictures without duplicates is exact, and another seed draws others', () => {
  const all = Array.from({ length: 40 }, (_, i): Picture => ({ sha256: `p${i}`, label: i % 2, split: 'train' }));
  const [first, second] = [0, 1].map((seed) => partOfPictures(all, { trainShare: 0.25, fold: null, seed }));
  expect(first).toHaveLength(10);
  expect(second).toHaveLength(10);
  expect(first).not.toEqual(second);
  expect(partOfPictures(all, null)).toEqual(all);
});

test('a share of whole groups holds each of a class whole or not at all, in the larger share too, and some of every class', () => {
  const grouped = pictures.map((all) => all.map((picture): Picture => ({ ...picture, split: 'train', group: Number(picture.sha256.slice(1)) % 3 === 0 ? null : `g${Number(picture.sha256.slice(1)) % 11}` })));
  fc.assert(
    fc.property(grouped, seed, fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), (all, seed, a, b) => {
      const part = (trainShare: number) => partOfPictures(all, { trainShare, fold: null, seed, wholeGroups: true });
      const [small, large] = [part(Math.min(a, b)), part(Math.max(a, b))];
      const inLarge = new Set(large);
      expect(small.filter((picture) => !inLarge.has(picture))).toEqual([]);
      const labels = (some: readonly Picture[]) => new Set(some.map(({ label }) => label));
      expect(labels(small)).toEqual(labels(all));
      const inSmall = new Set(small);
      for (const ofGroup of Map.groupBy(all.filter(({ group }) => group), ({ group, label }) => `${group} of ${label}`).values()) {
        // What also lies under another label may come with that one's group.
        const own = ofGroup.filter(({ sha256 }) => labels(all.filter((other) => other.sha256 === sha256)).size === 1);
        expect([0, own.length]).toContain(own.filter((picture) => inSmall.has(picture)).length);
      }
    }),
  );
});

test('a quarter of forty pictures in ten groups is the three groups that have ten of them, not a picture of each', () => {
  const all = Array.from({ length: 40 }, (_, i): Picture => ({ sha256: `p${i}`, label: 0, split: 'train', group: `g${Math.floor(i / 4)}` }));
  const groupsOf = (part: readonly Picture[]) => new Set(part.map(({ group }) => group)).size;
  expect(groupsOf(partOfPictures(all, { trainShare: 0.25, fold: null, seed: 0, wholeGroups: true }))).toBe(3);
  // What older versions dealt stays as it was.
  expect(groupsOf(partOfPictures(all, { trainShare: 0.25, fold: null, seed: 0 }))).toBeGreaterThan(5);
});
