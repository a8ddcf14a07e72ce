import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../../test/graft.ts';
import { smallDisk } from '../../../../test/small-disk.ts';
import { openSmallStudio, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { folderSizeBytes } from '../../files/folder-size.ts';
import { createEventHub } from '../../events/event-hub.ts';
import { listRuns } from '../../store/runs.ts';
import { openStudio } from '../../open-studio.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { createRunQueue } from '../lifecycle/run-queue.ts';
import { startRun } from '../../../../test/train-run.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
});
afterAll(() => small.close());

const minutes = { timeout: 180_000 };
const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };

test('what a plan says a run will write is what it writes at most, and cached features are not counted twice', minutes, async () => {
  const { studio, dataset } = small;
  // As many epochs as views, so that each picture keeps all of them: of a shorter phase the plan counts what it keeps at most (`phase-views.test.ts`).
  const spec = { ...quickResnet, freeze: 'until:stage4' as const, epochs: 4 };
  const planned = await planHere(studio, dataset, spec);
  const { runFileBytes, newFeatureBytes, neededBytes, freeBytes } = planned.disk;
  expect(newFeatureBytes).toBe(planned.cacheBytes);
  expect(neededBytes).toBe(runFileBytes + newFeatureBytes);
  expect(freeBytes).toBeGreaterThan(neededBytes);
  const { run } = await startRun(studio, dataset, planned, spec, silent);
  const written = await folderSizeBytes(runFolder(studio.folder, run));
  expect(written).toBeLessThan(runFileBytes);
  // A checkpoint and a best beside those they replace lie there for moments only.
  expect(runFileBytes).toBeLessThan(2.5 * written);
  expect((await planHere(studio, dataset, spec)).disk).toMatchObject({ runFileBytes, newFeatureBytes: 0 });
});

test('a run that cannot fit is refused with the figures before anything of it is there', minutes, async (context) => {
  const disk = smallDisk(context, 30);
  const studio = openStudio({ dataDir: path.join(disk.folder, 'data') });
  const dataset = await datasetForTraining(studio.db, small.pictures, { val: 0.25 });
  const planned = await planHere(studio, dataset, quickResnet);
  expect(planned.disk.runFileBytes).toBeGreaterThan(planned.disk.freeBytes);
  const refusal = { code: 'out-of-disk', message: expect.stringMatching(/would write \d+ MB.* \d+ MB are free/) };
  await expect(startRun(studio, dataset, planned, quickResnet, silent)).rejects.toMatchObject(refusal);
  const queue = createRunQueue(studio, createEventHub());
  await expect(queue.start(dataset.dataset.id, quickResnet)).rejects.toMatchObject(refusal);
  await queue.close();
  expect(listRuns(studio.db)).toEqual([]);
  studio.close();
});

test('a dry run says what is needed and what is free', minutes, async () => {
  const home = path.join(small.scratch, 'data');
  const { stdout, code } = await graft(['train', small.pictures, '--dry-run', '--freeze', 'head', '--image-size', '32', '--json'], { home });
  expect(code).toBe(0);
  const { disk } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { disk: { neededBytes: number; freeBytes: number } };
  expect(disk.neededBytes).toBeGreaterThan(45e6);
  expect(disk.freeBytes).toBeGreaterThan(disk.neededBytes);
});
