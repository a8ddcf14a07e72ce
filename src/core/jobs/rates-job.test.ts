import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { runRatesJob } from './rates-job.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([9, 9]);

test('a range test finds where the loss of the last phase falls, is the same again, and the run after it is what it would have been', async () => {
  const phases = [
    smallPhase({ name: 'head', cut: 'head', solver: 'exact', epochs: 1, l2: 0.01 }),
    smallPhase({ name: 'fine-tune', cut: 'stage4.1', epochs: 1, batchSize: 8 }),
  ];
  const job = smallJob(tempFolder(), smallPlan(phases), images);
  const { runFolder: _folder, run: _run, resume: _resume, ...rest } = job;
  const find = () => runRatesJob({ ...rest, kind: 'rates' }, () => undefined);
  const found = await find();
  const { suggestion, curve } = found;
  expect(curve.length).toBeGreaterThan(50);
  expect(curve[0]!.learningRate).toBe(1e-7);
  // A solved head leaves little to learn: what is promised is a curve that ends where it must, at a rate far too high.
  expect(curve.at(-1)!.smoothedLoss).toBeGreaterThan(Math.min(...curve.map(({ smoothedLoss }) => smoothedLoss)));
  if (suggestion !== null) expect(curve.map(({ learningRate }) => learningRate)).toContain(suggestion);
  expect(await find()).toEqual(found);
  // Nothing is left but features.
  expect(readdirSync(job.cacheFolder).filter((name) => name.includes('partial'))).toEqual([]);

  await runTrainJob(job, () => undefined, () => false);
  const alone = { ...job, runFolder: tempFolder(), cacheFolder: tempFolder() };
  await runTrainJob(alone, () => undefined, () => false);
  expect(modelDigest(job)).toBe(modelDigest(alone));
});

test('a head that has everything to learn gets a rate at which its loss falls', async () => {
  const phases = [smallPhase({ name: 'head', cut: 'head', epochs: 3, batchSize: 8 })];
  const job = smallJob(tempFolder(), smallPlan(phases), images);
  const { runFolder: _folder, run: _run, resume: _resume, ...rest } = job;
  const { suggestion, curve } = await runRatesJob({ ...rest, kind: 'rates' }, () => undefined);
  const at = curve.findIndex(({ learningRate }) => learningRate === suggestion);
  expect(at).toBeGreaterThan(0);
  expect(curve[at]!.smoothedLoss).toBeLessThan(curve[0]!.smoothedLoss);
});
