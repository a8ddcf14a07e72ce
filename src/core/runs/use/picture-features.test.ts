import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tinyBackbone } from '../../../../test/tiny-backbone.ts';
import { pictureFeatures } from './picture-features.ts';

let small: SmallStudio;
beforeAll(async () => void (small = await openSmallStudio([4, 4])), 120_000);
afterAll(() => small.close());

test('kept features that are damaged are computed again in the same call; a file that holds something else is not', { timeout: 120_000 }, async () => {
  const { studio, dataset } = small;
  const told: [number, number][] = [];
  const ask = (pictures = dataset.images) => pictureFeatures(studio, tinyBackbone, pictures, { onProgress: (done, total) => told.push([done, total]) });
  const before = await ask();
  expect(before.isRead).toEqual(Array(8).fill(true));
  expect(told.at(-1)).toEqual([8, 8]);

  const cache = join(studio.folder.featureCache, readdirSync(studio.folder.featureCache)[0]!);
  const recordBytes = (4 * before.values.length) / 8;
  const shard = openSync(join(cache, 'shard-00000.bin'), 'r+');
  for (const slot of [2, 5]) writeSync(shard, Uint8Array.of(1, 2, 3, 4), 0, 4, slot * recordBytes);
  closeSync(shard);
  told.length = 0;
  expect(await ask()).toEqual(before);
  expect(told.at(-1)).toEqual([2, 2]);
  told.length = 0;
  expect(await ask()).toEqual(before);
  expect(told).toEqual([]);

  // Of equal contents each has its features; what is elsewhere by now has none.
  const [one, other] = dataset.images;
  expect((await ask([one!, { ...other!, sha256: one!.sha256 }, { ...one!, sha256: 'f'.repeat(64) }])).isRead).toEqual([true, true, false]);
});
