import { expect, test } from 'vitest';
import { countByLabel, isAllExcluded, pictureFlags, toWallIndex, withExcluded, withLabel } from './wall-index.ts';

const index = toWallIndex({ classes: ['dock', 'nettle'], ids: [7, 8, 9], labels: [0, -1, 1], flags: [0, 0, 1] });
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
