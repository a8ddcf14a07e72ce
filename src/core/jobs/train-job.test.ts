import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import {
  embeddedFile,
  embeddedSha256,
  modelDigest,
  smallJob,
  smallPhase,
  smallPlan,
  tintedFolder,
  trainSmall,
} from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { EpochReport, FromEngine, TrainingImage, TrainJob } from '../../shared/trainer-protocol.ts';
import { loadBest, loadCheckpoint } from '../training/checkpoint.ts';
import { loadModel } from '../training/model-folder.ts';
import { startingWeights } from '../training/starting-weights.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([17, 20, 20]);

const head = (changes = {}) => smallPhase({ name: 'head', cut: 'head', learningRate: 1e-2, ...changes });
const jobOf = (plan: RunPlan, changes: Partial<TrainJob> = {}) =>
  smallJob(tempFolder(), plan, images, changes);

async function train(job: TrainJob, stopped: (events: readonly FromEngine[]) => boolean = () => false) {
  const events: FromEngine[] = [];
  const result = await runTrainJob(
    job,
    (event) => events.push(event),
    () => stopped(events),
  );
  const epochs = events.flatMap((event): EpochReport[] => (event.type === 'epoch' ? [event.report] : []));
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.notice] : []));
  return { result, epochs, notices, events };
}

test('head-then: epochs number on, phase two begins from the best of phase one, the best of all is kept', async () => {
  // A rate far too high makes later epochs of the head worse; one far too low makes the second phase stay where it begins.
  const phases = [
    head({ epochs: 6, learningRate: 30 }),
    smallPhase({ name: 'fine-tune', epochs: 1, learningRate: 1e-30, augment: 'light' }),
  ];
  const job = jobOf(smallPlan(phases, { schedule: 'constant', optimizer: 'sgd' }));
  const { result, epochs, events } = await train(job);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(epochs.map(({ phase }) => phase)).toEqual([...Array(6).fill('head'), 'fine-tune']);
  const watched = events.flatMap((event) => (event.type === 'watched' ? [event.pictures] : []));
  expect(watched).toHaveLength(7);
  const labels = new Map(images.filter(({ split }) => split === 'val').map(({ id, label }) => [id, label]));
  for (const pictures of watched) {
    expect(pictures).toHaveLength(Math.min(8, labels.size));
    expect(pictures.map(({ imageId }) => imageId)).toEqual(watched[0]!.map(({ imageId }) => imageId));
    for (const { imageId, label, bars } of pictures) {
      expect(label).toBe(labels.get(imageId));
      expect(bars.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
    }
  }
  expect(epochs.map(({ isBest }) => isBest)).toEqual(
    epochs.map(({ valLoss }, i) => epochs.slice(0, i).every((before) => valLoss < before.valLoss)),
  );
  const lowest = epochs.reduce((best, each) => (each.valLoss < best.valLoss ? each : best));
  const bestOfHead = epochs.slice(0, 6).reduce((best, each) => (each.valLoss < best.valLoss ? each : best));
  expect(bestOfHead.epoch, 'this test needs a best epoch before the last').toBeLessThan(6);
  expect(result).toMatchObject({ kind: 'train', status: 'done', epochs: 7, bestEpoch: lowest.epoch });
  expect(epochs[6]!.valLoss).toBeCloseTo(bestOfHead.valLoss, 5);
  expect((await loadCheckpoint(job.runFolder))!.state.get('fc.weight')).toEqual(
    (await loadBest(job.runFolder, 0)).get('fc.weight'),
  );
  expect(result.attestation!.frozen).toEqual({ tensors: 75, changed: 0 });
  const { temperature, fitted, images: validation } = result.calibration!;
  expect([1, fitted]).toContain(temperature);
  expect(validation).toBe(labels.size);
  expect((await loadModel(job.runFolder)).temperature).toBe(temperature);
  expect(result.predictions.map(({ imageId }) => imageId)).toEqual(
    images.filter(({ split }) => split === 'val').map(({ id }) => id),
  );
  expect(events.some((event) => event.type === 'progress' && event.activity === 'features')).toBe(true);

  const { tensors, classes } = await loadModel(job.runFolder);
  expect(classes).toEqual(['class-0', 'class-1', 'class-2']);
  expect(tensors.get('fc.weight')).toEqual((await loadBest(job.runFolder, 0)).get('fc.weight'));
  const backbone = (await readSafetensors(embeddedFile)).tensors;
  expect(tensors.get('layer1.0.conv1.weight')).toEqual(backbone.get('layer1.0.conv1.weight'));
});

test('patience ends a phase after so many epochs without a lower validation loss', async () => {
  const job = jobOf(
    smallPlan([head({ epochs: 30, patience: 2, learningRate: 30 })], {
      schedule: 'constant',
      optimizer: 'sgd',
    }),
  );
  const { epochs, result, notices } = await train(job);
  expect(epochs.length).toBeLessThan(30);
  expect(notices).toEqual([{ about: 'ended-early', phase: 'head', epochs: epochs.length, of: 30, waited: 2 }]);
  expect(result.epochs).toBe(epochs.length);
  expect(epochs.length - result.bestEpoch!).toBe(2);
});

test('features computed each time give the same weights as cached ones', async () => {
  const plan = smallPlan([smallPhase({ augment: 'light' })]);
  const cached = jobOf(plan);
  const streamed = jobOf({ ...plan, cacheSizeBytes: 0 });
  expect((await train(cached)).notices).toEqual([]);
  const { notices } = await train(streamed);
  expect(notices).toEqual([{ about: 'features-too-large', neededBytes: expect.any(Number), cacheSizeBytes: expect.any(Number) }]);
  expect(existsSync(streamed.cacheFolder)).toBe(false);
  const [a, b] = [await loadModel(cached.runFolder), await loadModel(streamed.runFolder)];
  // Cached features come from batches of 16, streamed ones from batches as large as the step's: their last bits may differ.
  for (const [name, { data }] of a.tensors) {
    const other = b.tensors.get(name)!.data;
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = data.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
    expect(off, name).toBeLessThanOrEqual(1e-4 * largest);
  }
});

test('a second run finds the features of the first', async () => {
  const first = jobOf(smallPlan([head({ epochs: 1 })]));
  await train(first);
  const { events } = await train({ ...first, runFolder: join(tempFolder(), 'run') });
  expect(events.filter((event) => event.type === 'progress' && event.activity === 'features')).toEqual([]);
});

test('balanced weights count a rare class as much as a common one', async () => {
  const few = images.filter(({ label, id }) => label !== 0 || id <= 4);
  const runs = [];
  for (const classWeights of ['none', 'balanced'] as const) {
    const job = smallJob(
      tempFolder(),
      smallPlan([head({ epochs: 1, learningRate: 1e-3 })], { classWeights }),
      few,
    );
    runs.push({
      epochs: (await train(job)).epochs,
      bias: (await loadModel(job.runFolder)).tensors.get('fc.bias')!.data,
    });
  }
  expect(runs[0]!.epochs[0]!.trainLoss).not.toBe(runs[1]!.epochs[0]!.trainLoss);
  // A head pushed by every class alike favours the rare one more than a head that mostly saw the others.
  const favour = (bias: Float32Array) => bias[0]! - (bias[1]! + bias[2]!) / 2;
  expect(favour(runs[1]!.bias)).toBeGreaterThan(favour(runs[0]!.bias));
});

test('a file replaced after the scan is named, not learned, and its features are not kept for the one it was', async () => {
  const own = await tintedFolder(tempFolder(), [12, 12]);
  const replaced = [own.find(({ split }) => split === 'train')!, own.find(({ split }) => split === 'val')!];
  const before = replaced.map(({ file }) => readFileSync(file));
  const others = own.filter(({ label }) => label === 1);
  for (const [i, { file }] of replaced.entries()) writeFileSync(file, readFileSync(others[i]!.file));
  const plan = smallPlan([head({ epochs: 1 })], { cacheSizeBytes: 1e8 });
  const root = tempFolder();
  const first = await train(smallJob(root, plan, own, { verifyPictures: true }));
  expect(first.notices.filter((notice) => notice.about === 'picture-left-out')).toEqual(
    expect.arrayContaining(replaced.map(({ file }) => ({ about: 'picture-left-out', file, reason: expect.stringMatching(/^its content is not what it was/), values: { kind: 'changed' } }))),
  );
  expect(first.result.predictions.map(({ imageId }) => imageId)).not.toContain(replaced[1]!.id);

  for (const [i, { file }] of replaced.entries()) writeFileSync(file, before[i]!);
  const [again, fresh] = [await train(smallJob(root, plan, own, { verifyPictures: true })), await train(smallJob(tempFolder(), plan, own, { verifyPictures: true }))];
  expect(again.notices.filter((notice) => notice.about === 'picture-left-out')).toEqual([]);
  expect(again.epochs.map(({ trainLoss, valLoss }) => [trainLoss, valLoss])).toEqual(
    fresh.epochs.map(({ trainLoss, valLoss }) => [trainLoss, valLoss]),
  );
});

test('a picture that went bad after the scan is left out with one notice', async () => {
  const folder = tempFolder();
  const own = await tintedFolder(folder, [12, 12]);
  const gone = own.find(({ split }) => split === 'train')!;
  const broken = own.findLast(({ split }) => split === 'val')!;
  rmSync(gone.file);
  writeFileSync(broken.file, 'no picture');
  const phases = [head({ epochs: 1 }), smallPhase({ name: 'fine-tune', epochs: 2, augment: 'light' })];
  for (const cacheSizeBytes of [1e8, 0]) {
    const { result, notices } = await train(
      smallJob(tempFolder(), smallPlan(phases, { cacheSizeBytes }), own),
    );
    expect(result.status).toBe('done');
    const about = notices.filter((notice) => notice.about === 'picture-left-out');
    expect(
      about.map((notice) => [gone, broken].find(({ file }) => notice.file === file)?.id).sort(),
    ).toEqual([gone.id, broken.id]);
    expect(result.predictions.map(({ imageId }) => imageId)).not.toContain(broken.id);
    expect(result.predictions).toHaveLength(own.filter(({ split }) => split === 'val').length - 1);
  }
});

test('a run without one readable validation picture says so', async () => {
  const folder = tempFolder();
  const own = await tintedFolder(folder, [8, 8]);
  for (const { file, split } of own) if (split === 'val') rmSync(file);
  await expect(train(smallJob(tempFolder(), smallPlan([head()]), own))).rejects.toMatchObject({
    code: 'bad-data-set',
  });
});

test('batch statistics with a last batch of one picture leave that batch out', async () => {
  // 13 + 15 + 15 = 43 training pictures: batches of 14, 14, 14 and 1.
  expect(images.filter(({ split }) => split === 'train')).toHaveLength(43);
  const job = jobOf(smallPlan([smallPhase({ epochs: 1, batchSize: 14 })], { batchNorm: 'train' }));
  const { events, epochs } = await train(job);
  const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []));
  expect(steps.at(-1)).toMatchObject({ step: 3, steps: 3 });
  expect(Number.isFinite(epochs[0]!.valLoss)).toBe(true);
  const start = await startingWeights({ file: embeddedFile, sha256: embeddedSha256 }, (await loadModel(job.runFolder)).net, 3, 0);
  const { tensors } = await loadModel(job.runFolder);
  const moved = (name: string) =>
    tensors.get(name)!.data.some((value, i) => value !== start.get(name)!.data[i]);
  expect(moved('layer4.0.bn1.running_mean')).toBe(true);
  expect(moved('layer3.0.bn1.running_mean')).toBe(false);
});

test('stored statistics stay as they are while the norm learns', async () => {
  const job = jobOf(smallPlan([smallPhase({ epochs: 1, learningRate: 1e-3 })]));
  await train(job);
  const { net, tensors } = await loadModel(job.runFolder);
  const start = await startingWeights({ file: embeddedFile, sha256: embeddedSha256 }, net, 3, 0);
  expect(tensors.get('layer4.0.bn1.running_var')).toEqual(start.get('layer4.0.bn1.running_var'));
  expect(tensors.get('layer4.0.bn1.weight')).not.toEqual(start.get('layer4.0.bn1.weight'));
});

test('stopped in the middle of an epoch and resumed, twice, a run ends with the same bits: mixed, averaged, each layer at its rate, drawn back, in one cycle', async () => {
  const plan = smallPlan([
    head({ epochs: 2, batchSize: 8 }),
    smallPhase({ name: 'fine-tune', epochs: 2, batchSize: 8, augment: 'light' }),
  ], { mixup: 0.2, ema: 0.8, layerDecay: 0.7, l2sp: 0.05, schedule: 'one-cycle', warmup: 0.3 });
  const whole = jobOf(plan);
  const undisturbed = await train(whole);
  expect(undisturbed.result.attestation!.frozen).toEqual({ tensors: 75, changed: 0 });
  const cut = jobOf(plan);
  const stopAfter = (epochs: number) => (events: readonly FromEngine[]) =>
    events.filter(({ type }) => type === 'epoch').length >= epochs && events.at(-1)!.type === 'step';
  const first = await train(cut, stopAfter(1));
  expect(first.result).toMatchObject({ status: 'cancelled', attestation: null, calibration: null, predictions: [] });
  const middle = (await loadCheckpoint(cut.runFolder))!.progress;
  expect(middle.batch, 'stopped in mid-epoch').toBeGreaterThan(0);
  const second = await train({ ...cut, resume: true }, stopAfter(2));
  expect(second.result.status).toBe('cancelled');
  const third = await train({ ...cut, resume: true });
  expect(third.result).toMatchObject({ status: 'done', bestEpoch: undisturbed.result.bestEpoch, epochs: 4 });
  const told = [...first.epochs, ...second.epochs, ...third.epochs];
  const learned = (report: EpochReport) => ({ ...report, seconds: 0, imagesPerSecond: 0 });
  expect(told.map(learned)).toEqual(undisturbed.epochs.map(learned));
  expect((await loadCheckpoint(cut.runFolder))!.progress.reports.map(learned)).toEqual(
    undisturbed.epochs.map(learned),
  );
  expect(modelDigest(cut)).toBe(modelDigest(whole));
});

test('where one prefix computes both sides, the last batch of validation pictures is filled up with training pictures', async () => {
  const { events } = await train(jobOf(smallPlan([head({ epochs: 1 })])));
  const told = events.flatMap((event) => (event.type === 'progress' && event.activity === 'features' ? [[event.detail, event.done, event.total]] : []));
  // 14 and 43 pictures, 16 at a time.
  expect(told).toEqual([['validation', 14, 14], ...[2, 18, 34, 43].map((done) => ['training', done, 43])]);
});

test('a damaged checkpoint is an error, not a fresh start', async () => {
  const job = jobOf(smallPlan([head()]));
  await train(job, (events) => events.some(({ type }) => type === 'epoch'));
  for (const name of readdirSync(job.runFolder).filter((one) => /^(last|previous)\.safetensors$/.test(one))) {
    const file = join(job.runFolder, name);
    writeFileSync(file, readFileSync(file).subarray(0, 3000));
  }
  await expect(train({ ...job, resume: true })).rejects.toMatchObject({ code: 'bad-checkpoint' });
});

test('a loss that becomes NaN is an error by name, and the best weights before it are kept', async () => {
  // One step an epoch at a rate that lets the weights explode.
  const job = jobOf(
    smallPlan([smallPhase({ epochs: 30, batchSize: 64, learningRate: 1e4 })], {
      schedule: 'constant',
      warmup: 0,
      optimizer: 'sgd',
    }),
  );
  await expect(train(job)).rejects.toMatchObject({ code: 'nan-loss', hint: expect.stringContaining('--lr') });
  const { progress } = (await loadCheckpoint(job.runFolder))!;
  expect(progress.best!.epoch).toBeGreaterThanOrEqual(1);
  for (const [name, { data }] of await loadBest(job.runFolder, 0))
    expect(data.every(Number.isFinite), name).toBe(true);
});

test('where no epoch had ended nothing is said to be kept', async () => {
  const early = smallPlan([smallPhase({ batchSize: 4, learningRate: 1e12, epochs: 9 })], { schedule: 'constant', warmup: 0, optimizer: 'sgd' });
  await expect(train(jobOf(early))).rejects.toMatchObject({ code: 'nan-loss', hint: expect.stringContaining('nothing is kept'), values: { kind: 'nan-loss-early', epoch: 1 } });
});

/** Pictures that take long to decode, so that some are still asked for when a run ends early. */
async function slowPictures(count: number): Promise<TrainingImage[]> {
  const folder = tempFolder();
  const own = await tintedFolder(folder, [count, count]);
  const large = await sharp(own[0]!.file).resize(2400, 2400, { fit: 'fill' }).png().toBuffer();
  for (const { file } of own) writeFileSync(file, large);
  return own;
}

test('a run that fails or is stopped while pictures are being read ahead says what happened', async () => {
  const slow = await slowPictures(24);
  const failing = smallPlan([smallPhase({ batchSize: 4, learningRate: 1e12, epochs: 9 })], {
    schedule: 'constant',
    warmup: 0,
    optimizer: 'sgd',
    cacheSizeBytes: 0,
  });
  await expect(trainSmall(smallJob(tempFolder(), failing, slow))).rejects.toMatchObject({ code: 'nan-loss' });

  const stopped = smallJob(tempFolder(), smallPlan([head()]), slow);
  const { result } = await trainSmall(stopped, (event, engine) => {
    if (event.type === 'progress') engine.send({ type: 'stop' });
  });
  expect(result.status).toBe('cancelled');
});
