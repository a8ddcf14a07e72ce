import { expect, test } from 'vitest';
import { pickWatched, watchedCount, watchedPicture } from './watched-pictures.ts';

const images = (labels: readonly number[]) => labels.map((label, i) => ({ id: 100 + i, label }));

test('one of each class in turn, until there are eight', () => {
  expect([...pickWatched(images([2, 2, 2, 0, 1, 0]))]).toEqual([103, 104, 100, 105, 101, 102]);
  expect([...pickWatched(images(Array.from({ length: 40 }, (_, i) => i)))]).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
  expect(pickWatched(images(Array(30).fill(0))).size).toBe(watchedCount);
  expect(pickWatched([]).size).toBe(0);
});

test('the given label is always among the bars, the likeliest first', () => {
  const rows = [0.9, 0, 0, 0.1, /* row 1: */ 0.4, 0.1, 0.3, 0.2];
  expect(watchedPicture({ id: 5, label: 1 }, rows, 4, 1)).toEqual({
    imageId: 5,
    label: 1,
    bars: [
      { label: 0, probability: 0.4 },
      { label: 2, probability: 0.3 },
      { label: 1, probability: 0.1 },
    ],
  });
  expect(watchedPicture({ id: 5, label: 3 }, rows, 4, 0).bars.map(({ label }) => label)).toEqual([0, 3, 1]);
  expect(watchedPicture({ id: 5, label: 1 }, [0.2, 0.8], 2, 0).bars).toHaveLength(2);
});
