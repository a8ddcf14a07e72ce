import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainJob } from '../../shared/trainer-protocol.ts';
import { dropPreviousCheckpoint, loadEpoch } from '../training/checkpoint.ts';
import { meanWeights } from '../training/epoch-average.ts';
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

test('the mean of the last epochs answers where its validation loss is lower, and is what is kept; else the best epoch', async () => {
  // A third of the labels is wrong and steps are long: weights jump about the optimum, and their mean lies closer to it.
  const doubtful = images.map((image, at) => (image.split === 'train' && at % 3 === 0 ? { ...image, label: 1 - image.label } : image));
  const noisy = smallPlan([smallPhase({ name: 'head', cut: 'head', epochs: 8, batchSize: 4, learningRate: 0.3 })], { schedule: 'constant', warmup: 0, optimizer: 'sgd', averageEpochs: 'last:6' });
  const job = jobOf(noisy, { images: doubtful });
  const { result, notices } = await train(job);
  const told = notices.find(({ about }) => about === 'average-answers' || about === 'average-not-better');
  expect(told).toMatchObject({ about: 'average-answers', epochs: [3, 4, 5, 6, 7, 8] });
  expect(result.averaged).toEqual([3, 4, 5, 6, 7, 8]);
  const epochs = await Promise.all(result.averaged!.map((epoch) => loadEpoch(job.runFolder, 0, epoch, job.run)));
  const { tensors } = await loadModel(job.runFolder);
  expect(tensors.get('fc.weight')).toEqual(meanWeights(epochs).get('fc.weight'));
  dropPreviousCheckpoint(job.runFolder);
  expect(readdirSync(job.runFolder).filter((name) => name.startsWith('epoch-'))).toEqual([]);

  // Each epoch is better than the one before, and so than a mean with those before it.
  const smooth = jobOf(smallPlan([smallPhase({ name: 'head', cut: 'head', epochs: 3, batchSize: 4, learningRate: 1e-3 })], { schedule: 'constant', warmup: 0, averageEpochs: 'last:3' }));
  const other = await train(smooth);
  expect(other.notices.map(({ about }) => about)).toContain('average-not-better');
  expect(other.result).toMatchObject({ bestEpoch: 3 });
  expect(other.result.averaged).toBeUndefined();
});
