import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { embeddedFile, modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainJob, TrainResult } from '../../shared/trainer-protocol.ts';
import { dropPreviousCheckpoint, loadBest, loadCheckpoint, loadEpochWeights } from '../training/checkpoint.ts';
import { epochsToAverage, meanWeights } from '../training/epoch-average.ts';
import { loadModel } from '../training/model-folder.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([5, 13]);
const jobOf = (plan: RunPlan, changes: Partial<TrainJob> = {}): TrainJob => smallJob(tempFolder(), plan, images, changes);

async function train(job: TrainJob, stopAfterEpochs = Infinity) {
  const events: FromEngine[] = [];
  const isStopped = () => events.filter(({ type }) => type === 'epoch').length >= stopAfterEpochs && events.at(-1)!.type === 'step';
  const result = await runTrainJob(job, (event) => events.push(event), isStopped);
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.notice] : []));
  return { result, notices, answers: events.flatMap((event) => (event.type === 'answers-so-far' ? [event.answers] : [])) };
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
  const { result, notices, answers } = await train(job);
  const { reports } = (await loadCheckpoint(job.runFolder))!.progress;
  const best = epochsToAverage('best:3', reports);
  expect(notices).toContainEqual({ about: 'average-answers', epochs: best, loss: expect.any(Number), best: Math.min(...reports.map(({ valLoss }) => valLoss)) });
  expect(result).toMatchObject({ averaged: best, bestEpoch: 8 });
  // What is told of the run so far is what the mean answers, no epoch of it.
  const said = answers.at(-1)!;
  const answered = new Map(result.predictions.map(({ imageId, probabilities }) => [imageId, probabilities]));
  expect(said).toMatchObject({ epoch: 8, averaged: best });
  for (const { imageId, predicted, probability } of said.pictures) expect(probability).toBeCloseTo(answered.get(imageId)![predicted]!, 5);
  const epochs = await Promise.all(best.map((epoch) => loadEpochWeights(job.runFolder, 0, epoch, job.run)));
  const { tensors } = await loadModel(job.runFolder);
  expect(tensors.get('fc.weight')).toEqual(meanWeights(epochs).get('fc.weight'));
  dropPreviousCheckpoint(job.runFolder);
  expect(readdirSync(job.runFolder).filter((name) => name.startsWith('epoch-'))).toEqual([]);

  // The last ones are all worse than an early one.
  const other = await train(noisy('last:6'));
  expect(other.notices.map(({ about }) => about)).toContain('average-not-better');
  expect([other.result.averaged, other.answers.at(-1)!.averaged]).toEqual([undefined, undefined]);
  expect(other.result.bestEpoch).toBeLessThan(3);
});

/** The parts of a network that tensors belong to. */
const partsOf = (tensors: TensorMap | undefined): string[] => [...new Set([...tensors!.keys()].map((name) => name.split('.')[0]!))];
const moving = (part: Partial<Phase>): Phase => smallPhase({ epochs: 1, batchSize: 4, learningRate: 1e-3, augment: 'light', ...part });
const headOf = () => smallPhase({ name: 'head', cut: 'head', epochs: 1, solver: 'exact' });

/** Runs a plan to its end; and once more, stopped in the first epoch that takes steps and gone on with. */
async function trainTwice(plan: RunPlan): Promise<{ job: TrainJob; result: TrainResult }> {
  const job = jobOf(plan);
  const { result } = await train(job);
  const cut = jobOf(plan);
  expect((await train(cut, 1)).result.status).toBe('cancelled');
  expect((await train({ ...cut, resume: true })).result).toMatchObject({ status: 'done', bestEpoch: result.bestEpoch });
  expect(modelDigest(cut)).toBe(modelDigest(job));
  return { job, result };
}

test('gradual: each phase trains a stage more and begins with what those before it found; stopped and resumed it ends with the same bits', async () => {
  // At a rate of nothing the last phase stays where the one before it ended.
  const phases = [headOf(), moving({ name: 'stage4', cut: 'stage4' }), moving({ name: 'stage3', cut: 'stage3', learningRate: 1e-99 })];
  const { job, result } = await trainTwice(smallPlan(phases, { freeze: 'gradual', optimizer: 'sgd' }));
  expect(result.epochs).toBe(3);
  const [head, fourth, third] = await Promise.all([0, 1, 2].map((phase) => loadBest(job.runFolder, phase, job.run)));
  expect([head, fourth, third].map(partsOf)).toEqual([['fc'], ['layer4', 'fc'], ['layer3', 'layer4', 'fc']]);
  expect(fourth!.get('fc.weight')).not.toEqual(head!.get('fc.weight'));
  for (const [name, tensor] of fourth!) expect(third!.get(name), name).toEqual(tensor);
  const { groups, frozen } = result.attestation!;
  expect(groups.map((group) => [group.part, group.frozen])).toEqual([['stem', true], ['stage1', true], ['stage2', true], ['stage3', false], ['stage4', false]]);
  expect(frozen).toEqual({ tensors: 50, changed: 0 });
});

test('first: its first part moves and nothing behind it, the head that was found before too; no features are kept, and it resumes with the same bits', async () => {
  const phases = [headOf(), moving({ name: 'fine-tune', cut: 'stem', end: 'stage2', epochs: 2 })];
  const { job, result } = await trainTwice(smallPlan(phases, { freeze: 'first:stage2', ema: 0.5 }));
  expect(result.attestation!.frozen).toEqual({ tensors: 75, changed: 0 });
  const [head, first] = await Promise.all([0, 1].map((phase) => loadBest(job.runFolder, phase, job.run)));
  expect(partsOf(first)).toEqual(['conv1', 'bn1', 'layer1']);
  const backbone = (await readSafetensors(embeddedFile)).tensors;
  for (const name of ['conv1.weight', 'layer1.1.bn2.bias']) expect(first!.get(name), name).not.toEqual(backbone.get(name));
  expect((await loadModel(job.runFolder)).tensors.get('fc.weight')).toEqual(head!.get('fc.weight'));
  // Of the phase that trains the beginning only pixels lie in the cache, of no network.
  const kept = readdirSync(job.cacheFolder).map((name) => readFileSync(join(job.cacheFolder, name, 'key.json'), 'utf8'));
  const cuts = kept.map((text) => JSON.parse(text) as { cut: string; weightsSha256: string });
  expect(cuts.map(({ cut, weightsSha256 }) => [cut, weightsSha256 === '']).toSorted()).toEqual([['head', false], ['stem', true]]);
});
