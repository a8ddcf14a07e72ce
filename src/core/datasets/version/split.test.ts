import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SplitInput } from './dealt-groups.ts';
import { assignSplit, type SplitShares } from './split.ts';
import type { Split } from '../../../shared/split.ts';

const image = (content: string | number, label: number, fixed: Split | null = null): SplitInput => ({
  sha256: `c${content}`,
  label,
  fixed,
});
const series = (count: number, label: number): SplitInput[] =>
  Array.from({ length: count }, (_, i) => image(`${label}-${i}`, label));
const shares: SplitShares = { val: 0.2, test: 0, seed: 0 };
const count = (sides: readonly Split[], side: Split): number => sides.filter((one) => one === side).length;

const anyImages = fc
  .array(fc.record({ content: fc.nat(60), label: fc.nat(4) }), { maxLength: 120 })
  .map((rows) => rows.map(({ content, label }) => image(content, label)));
const anyShares = fc.record({
  val: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
  test: fc.double({ min: 0, max: 0.3, noNaN: true }),
  seed: fc.nat(9),
});

test('20 % of every class validates; another seed chooses others', () => {
  const images = [...series(50, 0), ...series(10, 1)];
  const sides = assignSplit(images, shares);
  expect(count(sides.slice(0, 50), 'val')).toBe(10);
  expect(count(sides.slice(50), 'val')).toBe(2);
  const others = assignSplit(images, { ...shares, seed: 1 });
  expect(count(others, 'val')).toBe(12);
  expect(others).not.toEqual(sides);
  const three = assignSplit(images, { val: 0.2, test: 0.1, seed: 0 });
  expect([count(three, 'train'), count(three, 'val'), count(three, 'test')]).toEqual([42, 12, 6]);
});

test('the order of the files does not matter', () => {
  fc.assert(
    fc.property(anyImages, anyShares, (images, any) => {
      const sides = assignSplit(images, any);
      const reversed = assignSplit(images.toReversed(), any).toReversed();
      const counts = (list: readonly Split[]) => ['train', 'val', 'test'].map((side) => count(list, side as Split));
      // Duplicate groups of one class are dealt in an order of their content, so sides agree picture by picture.
      expect(reversed).toEqual(sides);
      expect(counts(reversed)).toEqual(counts(sides));
    }),
  );
});

test('equal contents share a side', () => {
  fc.assert(
    fc.property(anyImages, anyShares, (images, any) => {
      const sides = assignSplit(images, any);
      for (const group of Map.groupBy(images.keys(), (i) => images[i]!.sha256).values()) {
        expect(new Set(group.map((i) => sides[i])).size).toBe(1);
      }
    }),
  );
});

test('a class with two different pictures of its own has one to train and one to validate', () => {
  fc.assert(
    fc.property(anyImages, anyShares, (images, any) => {
      const sides = assignSplit(images, any);
      const labelsOf = Map.groupBy(images, (one) => one.sha256);
      for (const [label, members] of Map.groupBy(images.keys(), (i) => images[i]!.label)) {
        const own = new Set(
          members.map((i) => images[i]!.sha256).filter((sha) => labelsOf.get(sha)!.every((one) => one.label === label)),
        );
        const has = (side: Split) => members.some((i) => sides[i] === side);
        if (own.size >= 2) expect([has('train'), has('val')]).toEqual([true, true]);
        if (members.length > 0 && own.size < 2) expect(has('train')).toBe(true);
      }
    }),
  );
});

test('pictures that stay keep their side when others come', () => {
  fc.assert(
    fc.property(anyImages, anyImages, anyShares, (first, more, any) => {
      const before = assignSplit(first, any);
      const previous = new Map(first.map((one, i) => [one.sha256, before[i]!]));
      const after = assignSplit([...first, ...more], any, previous);
      first.forEach((_, i) => expect(after[i]).toBe(before[i]));
    }),
  );
});

test('pictures that stay keep their side when others go, but for a class that would be left without a side', () => {
  fc.assert(
    fc.property(anyImages, anyShares, fc.infiniteStream(fc.boolean()), (images, any, keep) => {
      const before = assignSplit(images, any);
      const previous = new Map(images.map((one, i) => [one.sha256, before[i]!]));
      const left = images.filter(() => keep.next().value);
      const after = assignSplit(left, any, previous);
      for (const members of Map.groupBy(left.keys(), (i) => left[i]!.label).values()) {
        const kept = members.map((i) => previous.get(left[i]!.sha256)!);
        if (kept.includes('train') && kept.includes('val')) expect(members.map((i) => after[i])).toEqual(kept);
      }
    }),
  );
});

test('a growing data set keeps its share', () => {
  const small = series(20, 0);
  const previous = new Map(assignSplit(small, shares).map((side, i) => [small[i]!.sha256, side]));
  expect(count(assignSplit(series(100, 0), shares, previous), 'val')).toBe(20);
});

test("the user's folders stay as they are; a picture in both train and val trains and is not dealt", () => {
  const images = [image('x', 0, 'train'), image('x', 0, 'val'), image('y', 1, 'test')];
  expect(assignSplit(images, { ...shares, val: 0 })).toEqual(['train', 'val', 'test']);
  // val/ is missing and carved out of train/: what test/ holds too stays in train, where the user put it.
  const carved = assignSplit([...series(10, 0), image('t', 0), image('t', 0, 'test')], shares);
  expect(carved.slice(10)).toEqual(['train', 'test']);
  expect(count(carved, 'val')).toBe(2);
});

test('a missing val/ takes its part of train/, however many pictures a folder of their own test', () => {
  const given = Array.from({ length: 100 }, (_, i) => image(`t${i}`, 0, 'test'));
  const sides = assignSplit([...series(20, 0), ...given], shares);
  expect([count(sides, 'train'), count(sides, 'val'), count(sides, 'test')]).toEqual([16, 4, 100]);
});

test('a picture under two labels trains, and a class of one picture trains', () => {
  expect(assignSplit([image('same', 0), image('same', 1), image('only', 2)], shares)).toEqual(['train', 'train', 'train']);
});

test('a large duplicate group does not swallow a small class', () => {
  const images = [...Array.from({ length: 9 }, () => image('copy', 0)), image('one', 0)];
  const sides = assignSplit(images, shares);
  expect(sides[9]).toBe('val');
  expect(count(sides, 'train')).toBe(9);
});

/** Contents of one group have the same key; classes and groups cross. */
const anyGrouped = fc
  .array(fc.record({ content: fc.nat(60), label: fc.nat(4) }), { maxLength: 120 })
  .chain((rows) => fc.record({ rows: fc.constant(rows), groupOf: fc.array(fc.option(fc.nat(12)), { minLength: 61, maxLength: 61 }) }))
  .map(({ rows, groupOf }) => rows.map(({ content, label }): SplitInput => ({ ...image(content, label), group: groupOf[content] === null ? null : `g${groupOf[content]}` })));

test('a group is on one side, dealt anew, dealt again and where groups are applied to an older split', () => {
  fc.assert(
    fc.property(anyGrouped, anyShares, (images, any) => {
      const whole = (sides: readonly Split[]) => {
        for (const places of Map.groupBy(images.keys(), (i) => images[i]!.group ?? images[i]!.sha256).values()) expect(new Set(places.map((i) => sides[i])).size).toBe(1);
      };
      const fresh = assignSplit(images, any);
      whole(fresh);
      expect(assignSplit(images, any, new Map(images.map((one, i) => [one.sha256, fresh[i]!])))).toEqual(fresh);
      const old = assignSplit(images.map((one) => ({ ...one, group: null })), any);
      const applied = assignSplit(images, any, new Map(images.map((one, i) => [one.sha256, old[i]!])));
      whole(applied);
      // Who was whole stays, but for a class that would be left without a side.
      const straddles = images.some((one, i) => images.some((other, j) => one.group && one.group === other.group && old[i] !== old[j]));
      if (!straddles && new Set(images.map(({ label }) => label)).size === 1) expect(applied).toEqual(old);
    }),
  );
});

test('groups keep about the share that was asked for, class by class', () => {
  const images = Array.from({ length: 200 }, (_, at): SplitInput => ({ ...image(at, at % 2), group: `g${Math.floor(at / 8)} ${at % 2}` }));
  const old = assignSplit(images.map((one) => ({ ...one, group: null })), shares);
  const sides = assignSplit(images, shares, new Map(images.map((one, i) => [one.sha256, old[i]!])));
  for (const label of [0, 1]) expect(count(sides.filter((_, i) => images[i]!.label === label), 'val')).toBe(20);
});

test('groups larger than the part for the test give it one that came new, never one that older runs may have learned from', () => {
  // Five groups of 8 a class; a tenth of 40 is 4.
  const images = Array.from({ length: 80 }, (_, at): SplitInput => ({ ...image(at, at % 2), group: `g${Math.floor(at / 16)} ${at % 2}` }));
  const asked = { val: 0.1, test: 0.1, seed: 0 };
  const sides = assignSplit(images, asked);
  for (const label of [0, 1]) for (const side of ['val', 'test'] as const) expect(count(sides.filter((_, i) => images[i]!.label === label), side)).toBe(8);
  const before = new Map(images.map(({ sha256 }, i) => [sha256, sides[i] === 'test' ? 'train' : sides[i]!]));
  expect(count(assignSplit(images, asked, before), 'test')).toBe(0);
  const two = images.filter(({ group }) => ['g0 0', 'g1 0', 'g0 1', 'g1 1'].includes(group!));
  expect(count(assignSplit(two, asked), 'test')).toBe(0);
});
