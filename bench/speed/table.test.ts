import { expect, test } from 'vitest';
import { holds, jsonRow, rowText } from './table.ts';
import type { SpeedRow } from './table.ts';

const spread = (median: number, by = 0.01) => ({ median, least: median * (1 - by), most: median * (1 + by) });
const row: SpeedRow = {
  cell: 'forward', model: 'resnet18', precision: 'float32', unit: 'images/s', ours: spread(65), peer: spread(50), peerVariant: 'channels_last',
  ratio: spread(1.3), oursBytes: 5e8, peerBytes: null, limit: 80, aim: 1.3,
};

test('a ratio is held against its aim, seconds without a peer too, and what has no aim is not judged', () => {
  expect(holds(row)).toBe(true);
  expect(holds({ ...row, ratio: spread(1.29) })).toBe(false);
  expect(holds({ ...row, aim: null })).toBeNull();
  const start: SpeedRow = { ...row, peer: null, ratio: null, unit: 'seconds', aim: 8 };
  expect(holds({ ...start, ours: spread(7.9) })).toBe(true);
  expect(holds({ ...start, ours: spread(8.1) })).toBe(false);
  // The peer could not be measured: a rate alone says nothing about a ratio.
  expect(holds({ ...row, ratio: null })).toBeNull();
});

test('rounds that are far apart are marked', () => {
  expect(rowText(row)).toContain('65.0 (64.3 to 65.7)');
  expect(rowText(row)).not.toContain('~');
  expect(rowText({ ...row, ours: spread(65, 0.08) })).toContain('65.0 (59.8 to 70.2) ~');
});

test('a row of --json has each side as median, low and high, and the ratio as one number', () => {
  expect(JSON.parse(JSON.stringify(jsonRow({ ...row, peer: spread(50, 0.2) })))).toMatchObject({
    cell: 'forward', model: 'resnet18', precision: 'float32', ours: { median: 65, low: 64.35, high: 65.65, isWide: false },
    peer: { median: 50, low: 40, high: 60, isWide: true }, ratio: 1.3, limit: 80, holds: true,
  });
  expect(jsonRow({ ...row, peer: null, ratio: null })).toMatchObject({ peer: null, ratio: null });
});
