import { expect, test } from 'vitest';
import { l2Grid } from '../evaluation/exact-head/choose-l2.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { runFoldsJob } from './folds-job.ts';

/**
 * Four pictures each of eight groups that have nothing in common but their group, and of a ninth that is in no fold. Who has seen others of the group knows its class; who
 * has not knows only which class is the more common one of what is left, and that is never the one that was held out.
 */
function groupsOfFour() {
  const rows = Array.from({ length: 36 }, (_, row) => ({ group: Math.floor(row / 4), at: row % 4 }));
  const dimensions = 9;
  const features = new Float32Array(rows.length * dimensions);
  for (const [row, { group }] of rows.entries()) features[row * dimensions + group] = 1;
  const labels = rows.map(({ group, at }) => (group === 8 ? at : group) % 2);
  const deal = (fold: (row: { group: number; at: number }) => number) => rows.map((row) => (row.group === 8 ? -1 : fold(row)));
  return { features, dimensions, labels, byGroup: deal(({ group }) => group % 4), mixed: deal(({ at }) => at) };
}

test('each dealing has heads of its own, which judge what their fold held out and never saw it; who is in no fold is not judged', () => {
  const { byGroup, mixed, ...given } = groupsOfFour();
  const told: FromEngine[] = [];
  const { l2, right } = runFoldsJob({ kind: 'folds', ...given, classes: 2, dealings: [byGroup, mixed] }, (event) => told.push(event));
  const inNone = Array.from({ length: 4 }, () => null);
  expect(right).toEqual([[...Array.from({ length: 32 }, () => false), ...inNone], [...Array.from({ length: 32 }, () => true), ...inNone]]);
  expect([l2.length, l2.every((one) => l2Grid.includes(one))]).toEqual([2, true]);
  expect(told).toEqual([0, 1].map((done) => ({ type: 'progress', activity: 'training', done, total: 2 })));
});
