import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { embeddedFile, modelDigest, smallJob, smallPhase, smallPlan, tintedFolder, trainSmall } from '../../../test/small-run.ts';
import { clearFeatureCaches } from './cache-budget.ts';
import type { TrainingImage, TrainJob } from '../../shared/trainer-protocol.ts';

const root = mkdtempSync(join(tmpdir(), 'graft-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let images: TrainingImage[];
let undisturbed: TrainJob;
const plan = smallPlan([
  smallPhase({ name: 'head', cut: 'head', epochs: 1, batchSize: 8, learningRate: 1e-2 }),
  smallPhase({ name: 'fine-tune', epochs: 2, batchSize: 2 }),
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
  expect(notices).toContainEqual({ about: 'features-damaged', count: expect.any(Number) });
  const third = jobIn('mended-cache', { cacheFolder });
  expect((await trainSmall(third)).notices).toEqual([]);
  expect(modelDigest(third)).toBe(modelDigest(undisturbed));
}, 120_000);

test('clearing the cache during training clears what nobody uses, and the training ends as it would have', async () => {
  const job = jobIn('cleared');
  /** What was left alone at each step that was heard of. The training does not wait for this process: a step may be over by then, and its phase too. */
  const inUse: number[] = [];
  const { notices } = await trainSmall(job, (event) => {
    if (event.type !== 'step' && event.type !== 'progress') return;
    const left = clearFeatureCaches(job.cacheFolder).inUse;
    if (event.type === 'step') inUse.push(left.length);
  });
  expect([inUse.includes(1), notices]).toEqual([true, []]);
  expect(modelDigest(job)).toBe(modelDigest(undisturbed));
  expect(clearFeatureCaches(job.cacheFolder).inUse).toEqual([]);
}, 120_000);

/** A copy of a run that was asked to stop in its last epoch: two checkpoints and the best weights of both phases. */
async function stopped(name: string): Promise<TrainJob> {
  const ask = (job: TrainJob) =>
    trainSmall(job, (event, engine) => {
      if (event.type === 'step' && event.epoch === 3) engine.send({ type: 'stop' });
    });
  let job = jobIn(name);
  let { result } = await ask(job);
  // Where this process had to wait for its turn, the five steps that were left were over before the wish arrived.
  for (let again = 1; result.status === 'done' && again < 10; again++) {
    job = jobIn(`${name}-${again}`);
    ({ result } = await ask(job));
  }
  expect(result.status).toBe('cancelled');
  expect(readdirSync(job.runFolder).sort()).toEqual([
    'best-0.safetensors',
    'best-1.safetensors',
    'last.safetensors',
    'previous.safetensors',
  ]);
  return { ...job, resume: true };
}

test('damaged checkpoints and best weights are refused by name; the checkpoint before the last one leads to the same weights', async () => {
  const whole = await stopped('stopped');
  const copyOf = (name: string): TrainJob => {
    const job = { ...whole, runFolder: join(root, name) };
    cpSync(whole.runFolder, job.runFolder, { recursive: true });
    return job;
  };

  const fellBack = copyOf('last-damaged');
  const done = flipByte(join(fellBack.runFolder, 'last.safetensors'));
  const { notices } = await trainSmall(fellBack);
  expect(notices, done).toEqual([{ about: 'checkpoint-damaged', epochs: 2, error: { code: 'bad-checkpoint', message: expect.stringMatching(/last\.safetensors cannot be used: /), hint: expect.any(String), values: { kind: 'checkpoint-damaged', file: expect.any(String) } } }]);
  expect(modelDigest(fellBack), done).toBe(modelDigest(undisturbed));

  const bothDamaged = copyOf('both-damaged');
  for (const name of ['last', 'previous']) flipByte(join(bothDamaged.runFolder, `${name}.safetensors`), 3000);
  await expect(trainSmall(bothDamaged)).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringContaining(join(bothDamaged.runFolder, 'last.safetensors')),
    hint: expect.stringContaining('graft train'),
  });

  const bestDamaged = copyOf('best-damaged');
  flipByte(join(bestDamaged.runFolder, 'best-0.safetensors'));
  await expect(trainSmall(bestDamaged)).rejects.toMatchObject({ code: 'bad-checkpoint', message: expect.stringContaining('best-0.safetensors') });

  const swapped = copyOf('best-swapped');
  cpSync(join(swapped.runFolder, 'best-1.safetensors'), join(swapped.runFolder, 'best-0.safetensors'));
  await expect(trainSmall(swapped)).rejects.toMatchObject({ code: 'bad-checkpoint', message: expect.stringMatching(/best-0.*belongs to phase 1/) });

  await expect(trainSmall({ ...copyOf('another-run'), run: '2@0' })).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringContaining('it belongs to another run (1@0, not 2@0)'),
  });
}, 240_000);

test('a backbone with one bit flipped trains nothing', async () => {
  const file = join(root, 'backbone.safetensors');
  cpSync(embeddedFile, file);
  const job = jobIn('bad-backbone', { backbone: { ...undisturbed.backbone!, file } });
  const done = flipByte(file);
  await expect(trainSmall(job), done).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining(file) });
}, 60_000);
