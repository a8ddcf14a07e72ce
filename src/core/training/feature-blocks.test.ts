import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { blockCount, collectFeatures, eachBlock } from './feature-blocks.ts';
import { seededRandom } from './seeded-random.ts';

const dimensions = 5;
const random = seededRandom(3);
const all = Float32Array.from({ length: 23 * dimensions }, () => random());
const rows = (from: number, to: number) => all.subarray(from * dimensions, to * dimensions);

const places = { 'in a file': () => tempFolder(), 'in memory, where there is no room on the disk': () => join(tempFolder(), 'not-there') };

test.each(Object.entries(places))('rows come block by block as they were told, twice: %s', (_, folder) => {
  const features = collectFeatures(folder(), dimensions, 4 * 4 * dimensions);
  for (const [from, to] of [[0, 3], [3, 4], [4, 15], [15, 16], [16, 23]] as const) features.add(rows(from, to));
  expect([features.rows, features.blockRows, blockCount(features)]).toEqual([23, 4, 6]);
  for (let round = 0; round < 2; round++) {
    const blocks = [...eachBlock(features)].map(({ from, values }) => ({ from, length: values.length / dimensions }));
    expect(blocks).toEqual([0, 4, 8, 12, 16, 20].map((from) => ({ from, length: Math.min(4, 23 - from) })));
    for (const { from, values } of eachBlock(features)) expect(values).toEqual(rows(from, Math.min(23, from + 4)));
  }
  features.close();
});

test('rows that fill their last block to its end are all there, and none is none', () => {
  const features = collectFeatures(tempFolder(), dimensions, 4 * 4 * dimensions);
  expect([features.rows, blockCount(features)]).toEqual([0, 0]);
  features.add(rows(0, 8));
  expect([features.rows, blockCount(features)]).toEqual([8, 2]);
  expect(features.block(1)).toEqual(rows(4, 8));
  expect(features.block(0)).toEqual(rows(0, 4));
  features.close();
});
