import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { labelNext } from './label-next.ts';

interface Case {
  name: string;
  labelled: number[];
  budget: number;
  start: number[];
  clusters: number[];
  chosen: number[];
}
/** Clusters by scikit-learn's KMeans from the same start. */
const { features, cases } = JSON.parse(readFileSync(new URL('../../../test/golden/label-next.json', import.meta.url), 'utf8')) as { features: number[][]; cases: Case[] };

test.each(cases)('typical and different: $name', ({ labelled, budget, start, clusters, chosen }) => {
  const found = labelNext(features.flat(), features[0]!.length, labelled, budget);
  expect(found.start).toEqual(start);
  expect([...found.clusters]).toEqual(clusters);
  expect(found.chosen).toEqual(chosen);
});

test('few pictures, or none, are no fault; outliers never come', () => {
  expect(labelNext([], 2, [], 3).chosen).toEqual([]);
  expect(labelNext([1, 0, 0, 1], 2, [], 3).chosen).toEqual([]);
  const crowd = Array.from({ length: 12 }, (_, at) => [1, at / 100]);
  expect(labelNext([...crowd, [-1, 0]].flat(), 2, [], 2).chosen).not.toContain(12);
});

test('where many labels make kinds of a row each, what is wished is chosen from fewer, larger kinds', () => {
  const crowd = Array.from({ length: 12 }, (_, at) => [1, at / 100]).flat();
  expect(labelNext(crowd, 2, [0, 1, 2, 3, 4, 5, 6, 7, 8], 3).chosen.toSorted((a, b) => a - b)).toEqual([9, 10, 11]);
  // Two crowds, of which each has a label already, and a stranger.
  const two = [...Array.from({ length: 10 }, (_, at) => [1, at / 100]), ...Array.from({ length: 10 }, (_, at) => [at / 100, 1]), [-1, -1]].flat();
  const { chosen } = labelNext(two, 2, [0, 1, 2, 3, 4, 10, 11, 12, 13, 14], 6);
  expect(chosen).toHaveLength(6);
  expect(chosen.filter((row) => row < 10)).toHaveLength(3);
  expect(chosen).not.toContain(20);
});
