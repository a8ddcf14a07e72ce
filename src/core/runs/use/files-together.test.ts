import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tintedFolder } from '../../../../test/small-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { createRun } from '../../store/runs.ts';
import { filesTogether } from './files-together.ts';

let small: SmallStudio;
let plain = 0;
let grouped = 0;
const files = (count: number, root = small.pictures): string[] => Array.from({ length: count }, (_, at) => path.join(root, 'class-0', `${at}.png`));
/** So many in each group, in the order of their first ones. */
const sizes = async (of: readonly string[], run: number) => {
  const keys = (await filesTogether(small.studio.db, of, run))?.keys;
  return keys ? [...Map.groupBy(keys, (key) => key).values()].map((same) => same.length) : null;
};
beforeAll(async () => {
  small = await openSmallStudio([16, 16]);
  const { studio, dataset } = small;
  const runOf = async () => createRun(studio.db, { datasetVersionId: (await datasetForTraining(studio.db, dataset.dataset.id)).version.id, backboneId: 'any', spec: {}, state: 'done' }).id;
  plain = await runOf();
  const keys = new Map(files(16).map((file, at) => [dataset.images.find((one) => one.file === file)!.sha256, `burst ${Math.floor(at / 4)}`]));
  applyGroups(studio.db, dataset.dataset.id, { source: 'csv', keys });
  grouped = await runOf();
});
afterAll(() => small.close());

test('pictures of a folder lie in the groups that were said of its data set, whatever run is asked and by whatever way they are reached', async () => {
  expect(await sizes(files(8), plain)).toEqual([4, 4]);
  mkdirSync(small.scratch, { recursive: true });
  const link = path.join(small.scratch, 'link');
  symlinkSync(small.pictures, link);
  expect(await sizes(files(6, link), plain)).toEqual([4, 2]);
});

test('elsewhere those of equal contents lie in the groups that the run knew; of others nobody said anything', async () => {
  const folder = path.join(small.scratch, 'new', 'class-0');
  mkdirSync(folder, { recursive: true });
  for (const file of files(5)) copyFileSync(file, path.join(folder, path.basename(file)));
  writeFileSync(path.join(folder, '5.png'), 'something else');
  const there = [...files(6, path.dirname(folder)), path.join(folder, 'gone.png')];
  expect(await sizes(there, grouped)).toEqual([4, 1, 1, 1]);
  expect(await sizes(there, plain), 'a run of before there were groups knows none').toBeNull();
});

test('groups of one data set are none of another that calls its groups the same', async () => {
  const other = path.join(small.scratch, 'other');
  const images = await tintedFolder(other, [6, 6]);
  const { dataset } = await datasetForTraining(small.studio.db, other);
  applyGroups(small.studio.db, dataset.id, { source: 'csv', keys: new Map(images.map(({ sha256, label }) => [sha256, label === 0 ? 'burst 0' : null])) });
  expect(await sizes([...files(4), ...files(6, other)], plain)).toEqual([4, 6]);
});
