import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classGroups, countByLabel, groupedByClass, isAllExcluded, pictureFlags, toWallIndex, wallPictures, withExcluded, withLabel } from './wall-index.ts';

const index = toWallIndex({ classes: ['dock', 'nettle'], ids: [7, 8, 9], labels: [0, -1, 1], flags: [0, 0, 1], contents: [70, 80, 90] });
const mask = Uint8Array.of(1, 1, 0);

test('a label is shown at once and the answer before is left as it was', () => {
  const moved = withLabel(index, mask, 'nettle');
  expect([...moved.labels]).toEqual([1, 1, 1]);
  expect([...moved.flags]).toEqual([pictureFlags.relabelled, pictureFlags.relabelled, pictureFlags.excluded]);
  expect([...index.labels]).toEqual([0, -1, 1]);
});

test('a class that is new gets the next place', () => {
  const moved = withLabel(index, Uint8Array.of(0, 1, 0), 'thistle');
  expect(moved.classes).toEqual(['dock', 'nettle', 'thistle']);
  expect([...moved.labels]).toEqual([0, 2, 1]);
});

test('excluding and taking back in', () => {
  const out = withExcluded(index, mask, true);
  expect([...out.flags]).toEqual([1, 1, 1]);
  expect([...withExcluded(out, Uint8Array.of(0, 1, 1), false).flags]).toEqual([1, 0, 0]);
  expect([isAllExcluded(index, mask), isAllExcluded(index, Uint8Array.of(0, 0, 1)), isAllExcluded(out, mask)]).toEqual([
    false,
    true,
    true,
  ]);
});

test('what is chosen, by class', () => {
  expect([...countByLabel(index, Uint8Array.of(1, 1, 1))]).toEqual([
    [0, 1],
    [-1, 1],
    [1, 1],
  ]);
  expect([...countByLabel(withLabel(index, mask, 'nettle'), Uint8Array.of(1, 1, 1))]).toEqual([[1, 3]]);
});

test('a picture is called by its class and place, and by what is to be known of it', () => {
  const words = { noLabel: 'no label', excluded: 'excluded', unreadable: 'cannot be read' };
  const { nameOf, labelOf, isExcluded, isUnreadable } = wallPictures({ ...index, flags: Uint8Array.of(0, 2, 1) }, words);
  expect([0, 1, 2].map(nameOf)).toEqual(['dock, 1', 'no label, 2, cannot be read', 'nettle, 3, excluded']);
  expect([labelOf(1), isUnreadable(1), isExcluded(1), isExcluded(2)]).toEqual(['no label', true, false, true]);
});

test('a wall is shown class after class, what has none first', () => {
  const grouped = groupedByClass(index);
  expect([[...grouped.ids], [...grouped.labels], [...grouped.flags]]).toEqual([[8, 7, 9], [-1, 0, 1], [0, 0, 1]]);
  expect(classGroups(grouped, 'no label')).toEqual([
    { name: 'no label', start: 0, count: 1, used: 1 },
    { name: 'dock', start: 1, count: 1, used: 1 },
    { name: 'nettle', start: 2, count: 1, used: 0 },
  ]);
  expect(groupedByClass(grouped)).toBe(grouped);
});

test('grouping loses no picture, keeps the order within a class, and the groups cover all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 4 })), (labels) => {
      const ids = labels.map((_, at) => at + 1);
      const grouped = groupedByClass(toWallIndex({ classes: ['a', 'b', 'c', 'd', 'e'], ids, labels, flags: labels.map(() => 0), contents: ids.map((id) => id * 10) }));
      const expected = ids.toSorted((a, b) => labels[a - 1]! - labels[b - 1]! || a - b);
      expect([...grouped.ids]).toEqual(expected);
      expect([...grouped.labels]).toEqual(expected.map((id) => labels[id - 1]));
      expect([...grouped.contents]).toEqual(expected.map((id) => id * 10));
      const groups = classGroups(grouped, '');
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length);
      expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    }),
  );
});
