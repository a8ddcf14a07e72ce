import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePictures } from '../../../../test/picture-folder.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { createRun } from '../../store/runs.ts';
import { labelledImages } from './labelled-folder.ts';

let small: SmallStudio;
beforeAll(async () => void (small = await openSmallStudio([12, 12])), 120_000);
afterAll(() => small.close());

test("another folder's pictures lie in its own groups, else in those that the run knew of their contents; where neither says anything, it is counted", async () => {
  const { studio, dataset } = small;
  const { id } = dataset.dataset;
  const runNow = async () => createRun(studio.db, { datasetVersionId: (await datasetForTraining(studio.db, id)).version.id, backboneId: 'any', spec: {}, state: 'done' }).id;
  const plain = await runNow();
  const keys = new Map(dataset.images.map(({ sha256 }, at) => [sha256, at === 0 ? null : `walk ${at % 6}`]));
  applyGroups(studio.db, id, { source: 'csv', keys });
  const run = await runNow();
  applyGroups(studio.db, id, null);
  const groupsIn = ({ images }: Awaited<ReturnType<typeof labelledImages>>) => new Set(images.map(({ group }) => group)).size;

  // The groups were taken back since: the run counts them all the same, as its own evaluation does.
  const own = await labelledImages(studio, id, [run]);
  expect([groupsIn(own), own.groupsUnsaid]).toEqual([7, 0]);
  expect(groupsIn(await labelledImages(studio, id, [plain]))).toBe(1);

  const folder = join(tempFolder(), 'other');
  for (const name of dataset.classes) mkdirSync(join(folder, name), { recursive: true });
  for (const { file, path } of dataset.images.slice(1, 4)) copyFileSync(file, join(folder, path));
  await writePictures(folder, dataset.classes.flatMap((name) => [`${name}/new.png`, `${name}/newer.png`]));
  const other = await labelledImages(studio, folder, [plain, run]);
  expect([other.images.length, groupsIn(other), other.groupsUnsaid]).toEqual([7, 4, 4]);
  expect(await labelledImages(studio, folder, [plain])).toMatchObject({ groupsUnsaid: 0 });
});
