import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan, trainSmall } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { once } from '../once.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';

vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([12, 16, 16]);

const exact = (changes: Partial<Phase> = {}) => smallPhase({ name: 'head', cut: 'head', epochs: 1, solver: 'exact', ...changes });
const jobOf = (phases: Phase[], changes: Partial<RunPlan> = {}) => smallJob(tempFolder(), smallPlan(phases, changes), images);

/** Trained once for all tests. */
const calm = once(async () => {
  const job = jobOf([exact()]);
  const trained = await trainSmall(job);
  // Its folder goes with the test that made it.
  return { ...trained, digest: modelDigest(job) };
});

test('a head is solved to its optimum: one epoch, its proof, frozen stays frozen; the optimum of a larger penalty fits less', async () => {
  const { result, epochs, notices } = await calm();
  expect(epochs.map(({ epoch, phase, learningRate }) => [epoch, phase, learningRate])).toEqual([[1, 'head', 0]]);
  expect(epochs[0]!.valAccuracy).toBe(1);
  expect(result.head).toMatchObject({ solver: 'exact' });
  expect(result.head!.gradientNorm).toBeLessThanOrEqual(1e-8);
  expect(result.attestation!.frozen.changed).toBe(0);
  const { l2: chosen, gradientNorm } = result.head!;
  expect(notices.at(-1)).toEqual({ about: 'head-solved', l2: chosen, gradientNorm });
  expect(notices.slice(0, -1).every(({ about }) => about === 'l2-at-end')).toBe(true);

  const l2 = chosen * 10;
  const larger = await trainSmall(jobOf([exact({ l2 })]));
  expect(larger.result.head!.l2).toBe(l2);
  expect(larger.epochs[0]!.trainLoss).toBeGreaterThan(epochs[0]!.trainLoss);
});

test('killed while it solves and resumed, it ends with the same bits; head-then goes on from it', async () => {
  const phases = [exact(), smallPhase({ name: 'fine-tune', cut: 'stage4', epochs: 1 })];
  const whole = jobOf(phases);
  const undisturbed = await trainSmall(whole);
  expect(undisturbed.epochs.map(({ phase }) => phase)).toEqual(['head', 'fine-tune']);
  expect(undisturbed.result.head).not.toBeNull();
  const job = jobOf(phases);
  await expect(
    trainSmall(job, (event, engine) => {
      if (event.type === 'progress' && event.activity === 'features' && event.detail === 'training' && event.done === event.total) engine.kill();
    }),
  ).rejects.toMatchObject({ code: 'trainer-died' });
  const resumed = await trainSmall({ ...job, resume: true });
  expect(modelDigest(job)).toBe(modelDigest(whole));
  // What the first phase found is told by a run that was resumed after it, too.
  const { seconds: _, ...head } = undisturbed.result.head!;
  expect(resumed.result.head).toMatchObject(head);
});

test('asked to stop while it solves, it ends with a checkpoint and goes on to the same bits', async () => {
  const { digest } = await calm();
  const job = jobOf([exact()]);
  let asked = false;
  const stopped = await trainSmall(job, (event, engine) => {
    if (!asked && event.type === 'progress' && event.activity === 'features' && event.detail === 'training') engine.send({ type: 'stop' });
    asked ||= event.type === 'progress' && event.detail === 'training';
  });
  expect(stopped.result.status).toBe('cancelled');
  const { result } = await trainSmall({ ...job, resume: true });
  expect([result.status, modelDigest(job)]).toEqual(['done', digest]);
});

test('where each class lies in one group no l2 can be tried, and the notice says that groups are why', async () => {
  const job = jobOf([exact()]);
  const untried = async (images: typeof job.images) => (await trainSmall({ ...job, runFolder: tempFolder(), images })).notices;
  expect(await untried(images.map((image) => ({ ...image, group: `shoot ${image.label}` })))).toContainEqual({ about: 'l2-untried', l2: 0.01, isGrouped: true });
  const first = images.filter(({ label, split }, at) => split === 'val' || images.findIndex((other) => other.label === label) === at);
  expect(await untried(first)).toContainEqual({ about: 'l2-untried', l2: 0.01, isGrouped: false });
});
