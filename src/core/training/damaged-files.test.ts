import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { modelDigest, smallJob, smallPhase, smallPlan, tintedFolder, trainSmall } from '../../../test/small-run.ts';
import { clearFeatureCaches } from './cache-budget.ts';
import type { TrainingImage, TrainJob } from '../../shared/trainer-protocol.ts';

const root = mkdtempSync(join(tmpdir(), 'graft-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let images: TrainingImage[];
let undisturbed: TrainJob;
const plan = smallPlan([
  smallPhase({ name: 'head', cut: 'head', epochs: 1, batchSize: 8, learningRate: 1e-2 }),
  smallPhase({ name: 'fine-tune', epochs: 2, batchSize: 8 }),
]);
const jobIn = (name: string, changes: Partial<TrainJob> = {}) => smallJob(join(root, name), plan, images, changes);

beforeAll(async () => {
  images = await tintedFolder(join(root, 'pictures'), [8, 8]);
  undisturbed = jobIn('undisturbed');
  expect((await trainSmall(undisturbed)).notices).toEqual([]);
}, 120_000);

test('damaged features are computed again and told, and the weights are the same to the bit', async () => {
  const { cacheFolder } = undisturbed;
  const files = readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(bin|json)$/.test(name));
  expect(files).toHaveLength(6);
  const done = files.flatMap((name) => Array.from({ length: 3 }, () => `${name}: ${flipByte(join(cacheFolder, name))}`));
  const again = jobIn('damaged-cache', { cacheFolder });
  const { notices } = await trainSmall(again);
  expect(modelDigest(again), done.join(', ')).toBe(modelDigest(undisturbed));
  expect(notices).toContainEqual(expect.stringMatching(/^\d+ cached feature records were damaged and have been computed again/));
  const third = jobIn('mended-cache', { cacheFolder });
  expect((await trainSmall(third)).notices).toEqual([]);
  expect(modelDigest(third)).toBe(modelDigest(undisturbed));
}, 120_000);

test('clearing the cache during training clears what nobody uses, and the training ends as it would have', async () => {
  const job = jobIn('cleared');
  const seen = new Set<string>();
  const { notices } = await trainSmall(job, (event) => {
    if (event.type !== 'step' && event.type !== 'progress') return;
    const { freedBytes, inUse } = clearFeatureCaches(job.cacheFolder);
    if (event.type === 'step') expect([freedBytes, inUse.length]).toEqual([0, 1]);
    for (const name of inUse) seen.add(name);
  });
  expect([seen.size, notices]).toEqual([2, []]);
  expect(modelDigest(job)).toBe(modelDigest(undisturbed));
  expect(clearFeatureCaches(job.cacheFolder).inUse).toEqual([]);
}, 120_000);
