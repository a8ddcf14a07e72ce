import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { getRun } from '../../store/runs.ts';
import { runFolder } from '../../data-folder.ts';
import { loadModel } from '../../training/model-folder.ts';
import { checkEngine } from '../executors/check-engine.ts';
import { planHere } from './plan-here.ts';
import { startRun } from '../../../../test/train-run.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
});
afterAll(() => small.close());

const plan = (spec: RunSpec) => planHere(small.studio, small.dataset, { ...quick, ...spec });

test('float16 needs a GPU', async () => {
  const { gpu } = await checkEngine();
  const planned = plan({ precision: 'float16' });
  if (gpu) expect((await planned).plan.precision).toBe('float16');
  else await expect(planned).rejects.toMatchObject({ code: 'bad-usage', field: 'precision' });
});

test('a setting that nothing uses is told', async () => {
  const unused = async (spec: RunSpec) => (await plan(spec)).notices.map(({ about }) => about).filter((about) => about.endsWith('unused'));
  expect(await unused({ freeze: 'head', fineTuneLearningRate: 1e-5 })).toEqual(['fine-tune-rate-unused']);
  expect(await unused({ freeze: 'head', batchNorm: 'train' })).toEqual(['batch-norm-unused']);
  expect(await unused({ freeze: 'until:stage4', dropAt: '0.5' })).toEqual(['drops-unused']);
  expect(await unused({ freeze: 'until:stage4', dropAt: '0.5', schedule: 'step' })).toEqual([]);
  expect(await unused({ freeze: 'head-then:stage4', fineTuneLearningRate: 1e-5, batchNorm: 'train' })).toEqual([]);
});

test('a run whose loss becomes NaN has failed, and says how far it came', async () => {
  const spec: RunSpec = { ...quick, freeze: 'until:stage4', optimizer: 'sgd', learningRate: 1e8, epochs: 3 };
  const planned = await plan(spec);
  const { signal } = new AbortController();
  const ignore = () => undefined;
  const outcome = await startRun(small.studio, small.dataset, planned, spec, {
    onStarted: ignore,
    onEvent: ignore,
    signal,
  });
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'nan-loss' } });
  expect(getRun(small.studio.db, outcome.run)).toMatchObject({ state: 'failed', bestEpoch: outcome.bestEpoch });

  const died = { ...spec, learningRate: 30, batchSize: 32, epochs: 200, warmup: 0, schedule: 'constant' as const };
  const later = await startRun(small.studio, small.dataset, await plan(died), died, {
    onStarted: ignore,
    onEvent: ignore,
    signal,
  });
  expect(later.status).toBe('failed');
  expect(later.bestEpoch).toBeGreaterThan(0);
  expect(later.seconds).toBeGreaterThan(0);
  const { tensors } = await loadModel(runFolder(small.studio.folder, later.run));
  for (const [name, { data }] of tensors) expect(data.every(Number.isFinite), name).toBe(true);
}, 120_000);
