import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainJob } from '../../shared/trainer-protocol.ts';
import { dropPreviousCheckpoint, loadCheckpoint, loadEpochWeights } from '../training/checkpoint.ts';
import { epochsToAverage, meanWeights } from '../training/epoch-average.ts';
import { loadModel } from '../training/model-folder.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([5, 13]);
const jobOf = (plan: RunPlan, changes: Partial<TrainJob> = {}): TrainJob => smallJob(tempFolder(), plan, images, changes);

async function train(job: TrainJob, stopAfterEpochs = Infinity) {
  const events: FromEngine[] = [];
  const isStopped = () => events.filter(({ type }) => type === 'epoch').length >= stopAfterEpochs && events.at(-1)!.type === 'step';
  const result = await runTrainJob(job, (event) => events.push(event), isStopped);
  return { result, notices: events.flatMap((event) => (event.type === 'notice' ? [event.notice] : [])) };
}

test('stopped and resumed, a run ends with the same bits: blocks left out, classes balanced, colours changed, epochs averaged', async () => {
  const phase = smallPhase({ cut: 'stage4', epochs: 2, batchSize: 4, augment: 'strong' });
  const plan = smallPlan([phase], { averageEpochs: 'last:2', sampling: 'balanced' });
  const dropping = { ...plan, net: { ...plan.net, dropPath: 0.5 } };
  const whole = jobOf(dropping);
  const { result } = await train(whole);
  expect(result.attestation!.frozen).toEqual({ tensors: 75, changed: 0 });
  const cut = jobOf(dropping);
  expect((await train(cut, 1)).result.status).toBe('cancelled');
  const last = await train({ ...cut, resume: true });
  expect(last.result).toMatchObject({ status: 'done', bestEpoch: result.bestEpoch });
  expect(last.result.averaged).toEqual(result.averaged);
  expect(modelDigest(cut)).toBe(modelDigest(whole));
});

test('a mean of epochs answers where its validation loss is lower, and is what is kept; else the best epoch', async () => {
  // A third of the labels is wrong and steps are long: weights jump about the optimum of a convex loss, and a mean of good ones lies closer to it.
  const doubtful = images.map((image, at) => (at % 3 === 0 ? { ...image, label: 1 - image.label } : image));
  const cacheFolder = tempFolder();
  const noisy = (averageEpochs: string) => {
    const phase = smallPhase({ name: 'head', cut: 'head', epochs: 8, batchSize: 4, learningRate: 0.03 });
    return jobOf(smallPlan([phase], { schedule: 'constant', warmup: 0, optimizer: 'sgd', averageEpochs }), { images: doubtful, cacheFolder });
  };
  const job = noisy('best:3');
  const { result, notices } = await train(job);
  const { reports } = (await loadCheckpoint(job.runFolder))!.progress;
  const best = epochsToAverage('best:3', reports);
  expect(notices).toContainEqual({ about: 'average-answers', epochs: best, loss: expect.any(Number), best: Math.min(...reports.map(({ valLoss }) => valLoss)) });
  expect(result).toMatchObject({ averaged: best, bestEpoch: 8 });
  const epochs = await Promise.all(best.map((epoch) => loadEpochWeights(job.runFolder, 0, epoch, job.run)));
  const { tensors } = await loadModel(job.runFolder);
  expect(tensors.get('fc.weight')).toEqual(meanWeights(epochs).get('fc.weight'));
  dropPreviousCheckpoint(job.runFolder);
  expect(readdirSync(job.runFolder).filter((name) => name.startsWith('epoch-'))).toEqual([]);

  // The last ones are all worse than an early one.
  const other = await train(noisy('last:6'));
  expect(other.notices.map(({ about }) => about)).toContain('average-not-better');
  expect(other.result.averaged).toBeUndefined();
  expect(other.result.bestEpoch).toBeLessThan(3);
});
