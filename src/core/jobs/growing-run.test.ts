import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { listFeatureCaches } from '../training/cache-budget.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import { loadModel } from '../training/model-folder.ts';
import { storedKey } from '../training/stored-key.ts';
import { featureBytes } from '../runs/plan/feature-bytes.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { EpochReport, FromEngine, TrainJob } from '../../shared/trainer-protocol.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([8, 8, 8]);
/** 18 pictures teach, 6 judge. */
const sizes = [{ imageSize: 32, epochs: 2 }, { imageSize: 96, epochs: 1 }];

function planAt(imageSize: number, phase: Phase, changes: Partial<RunPlan> = {}): RunPlan {
  const usual = smallPlan([phase], changes);
  return { ...usual, preprocessing: { ...usual.preprocessing, imageSize } };
}

const net = tinyNet({ stemChannels: 16, stages: [16, 16].map((channels) => ({ blocks: 1, channels, stride: 2 })) });

/** Small, whole, from nothing: its BatchNorm has statistics of its own to hand on, its pixels are moved after they were kept. */
function drawnJob(changes: Partial<RunPlan> = {}): TrainJob {
  const phase = smallPhase({ cut: 'stem', epochs: 3, batchSize: 8, learningRate: 5e-3, augment: 'pad-crop', sizes });
  const drawn = { net, architecture: null, start: { from: 'drawn', init: 'he', seed: 5 } as const, batchNorm: 'train' as const };
  return smallJob(tempFolder(), planAt(96, phase, { ...drawn, ...changes }), images, { backbone: null });
}

async function train(job: TrainJob, stopped: (events: readonly FromEngine[]) => boolean = () => false) {
  const events: FromEngine[] = [];
  const result = await runTrainJob(job, (event) => events.push(event), () => stopped(events));
  const epochs = events.flatMap((event): EpochReport[] => (event.type === 'epoch' ? [event.report] : []));
  return { result, epochs, events };
}

const learned = (report: EpochReport) => ({ ...report, seconds: 0, imagesPerSecond: 0 });

test('stopped between two sizes, and within the second, a run ends with the same bits; judged, kept and used at the last', async () => {
  const whole = drawnJob();
  const undisturbed = await train(whole);
  expect(undisturbed.result).toMatchObject({ status: 'done', epochs: 3 });
  expect((await loadModel(whole.runFolder)).preprocessing.imageSize).toBe(96);

  const cut = drawnJob();
  const parts = [await train(cut, (events) => events.filter(({ type }) => type === 'epoch').length === 2)];
  expect((await loadCheckpoint(cut.runFolder))!.progress).toMatchObject({ phaseEpochs: 2, batch: 0 });
  parts.push(await train({ ...cut, resume: true }, (events) => events.at(-1)?.type === 'step'));
  expect((await loadCheckpoint(cut.runFolder))!.progress).toMatchObject({ phaseEpochs: 2, batch: 1 });
  parts.push(await train({ ...cut, resume: true }));
  expect(parts.map(({ result }) => result.status)).toEqual(['cancelled', 'cancelled', 'done']);
  expect(parts.flatMap(({ epochs }) => epochs).map(learned)).toEqual(undisturbed.epochs.map(learned));
  expect(modelDigest(cut)).toBe(modelDigest(whole));
});

test('what does not fit the cache is told once, not for every size', async () => {
  const { events, result } = await train(drawnJob({ cacheSizeBytes: 0 }));
  expect(result.status).toBe('done');
  expect(events.filter((event) => event.type === 'notice' && event.notice.about === 'features-too-large')).toHaveLength(1);
});

test('features are kept by size: of each the views that its epochs take, as the plan counts them; patience counts epochs at the last size', async () => {
  const stuck = { learningRate: 1e-30, patience: 1, epochs: 4, sizes: [{ imageSize: 32, epochs: 2 }, { imageSize: 64, epochs: 2 }] };
  const plan = planAt(64, smallPhase({ batchSize: 8, augment: 'light', ...stuck }));
  const job = smallJob(tempFolder(), plan, images);
  const { events, epochs } = await train(job);
  const caches = listFeatureCaches(job.cacheFolder).map(({ name }) => storedKey(job.cacheFolder, name)!);
  expect(caches.map(({ cut, imageSize }) => `${cut} ${imageSize}`).toSorted()).toEqual(['stage4 32', 'stage4 64']);
  const read = events.flatMap((event) => (event.type === 'progress' && event.activity === 'features' && event.detail === 'training' ? [event] : []));
  // Two views of 18 pictures at 32 pixels; two at 64, and the plain one where it is none of them.
  expect(read.at(-1)!.done).toBe(read.at(-1)!.total);
  expect(read.at(-1)!.total).toBeGreaterThan(18 * 4);
  expect(read.at(-1)!.total).toBeLessThan(18 * 5);
  expect(read.map(({ done }) => done)).toEqual(read.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(featureBytes(planNet(plan.net), plan, { train: 18, val: 6 })).toBe((18 * 2 * 2 ** 2 + (18 * 3 + 6) * 4 ** 2) * 256 * 4);
  // Every epoch is as good as the first: the first at the last size is the one without progress.
  expect(epochs).toHaveLength(3);
});
