import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { listEvaluations, listPredictions, saveEvaluation } from '../../store/predictions.ts';
import { saveAnswersSoFar } from '../../store/run-answers.ts';
import { createRun, getRun, updateRun } from '../../store/runs.ts';
import { testLooksOf } from '../../store/test-looks.ts';
import type { TrainResult } from '../../../shared/trainer-protocol.ts';
import { runRow } from '../results/run-view.ts';
import { storeDone, storeEnd, storeEpoch } from './store-outcome.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
});
afterAll(() => small.close());

function runningRun(): number {
  const { studio, dataset } = small;
  return createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {}, state: 'running' }).id;
}

const result = (): TrainResult => ({
  kind: 'train',
  status: 'done',
  bestEpoch: 1,
  epochs: 1,
  attestation: null,
  head: null,
  calibration: null,
  predictions: small.dataset.images
    .filter(({ split }) => split !== 'train')
    .map(({ id }) => ({ imageId: id, probabilities: Float32Array.of(0.25, 0.75) })),
  imagesPerSecond: 1,
  peakMemoryBytes: 1,
  seconds: 1,
});

const own = (run: number) => listEvaluations(small.studio.db, run).map(({ id, split }) => ({ id, split }));

test('a program killed while it stores that a run is done leaves nothing of it, and no evaluation is stored twice after that', () => {
  const { studio, dataset } = small;
  const run = runningRun();
  const died = spawnSync(process.execPath, [join(import.meta.dirname, 'dying-store.fixture.ts'), studio.folder.root, String(run)], {
    encoding: 'utf8',
  });
  expect(died.stderr).not.toMatch(/Error/);
  expect([died.signal, died.stdout]).toEqual(['SIGKILL', '']);
  expect(getRun(studio.db, run).state).toBe('running');
  expect(own(run)).toEqual([]);

  const { metrics } = storeDone(studio, dataset, run, result());
  expect(getRun(studio.db, run)).toMatchObject({ state: 'done', metrics: { valAccuracy: metrics!.accuracy } });
  expect(own(run)).toEqual([{ id: expect.any(Number), split: 'val' }]);
});

test('what an older version left half stored is replaced; what the run was asked of another folder stays', () => {
  const { studio, dataset } = small;
  const run = runningRun();
  const { metrics } = storeDone(studio, dataset, runningRun(), result());
  saveEvaluation(studio.db, { runId: run, datasetVersionId: dataset.version.id, split: 'val', metrics: metrics! }, []);
  saveEvaluation(studio.db, { runId: run, folder: '/elsewhere', split: 'all', metrics: metrics! }, []);
  storeDone(studio, dataset, run, result());
  const [newest, ...others] = own(run);
  expect(newest!.split).toBe('val');
  expect(listPredictions(studio.db, newest!.id)).toHaveLength(metrics!.images);
  expect(others.map(({ split }) => split)).toEqual(['all']);
});

test('a run that answers test pictures is a look at them, one that answers validation alone is none', () => {
  const { studio, dataset } = small;
  const [plain, judged] = [runningRun(), runningRun()];
  storeDone(studio, dataset, plain, result());
  const withTest = { ...dataset, images: dataset.images.map((image, at) => (at === 0 ? { ...image, split: 'test' as const } : image)) };
  storeDone(studio, withTest, judged, { ...result(), predictions: [{ imageId: dataset.images[0]!.id, probabilities: Float32Array.of(1, 0) }] });
  const looks = () => testLooksOf(studio.db, dataset.dataset.id);
  expect(looks()).toMatchObject([{ model: String(judged), version: dataset.version.number }]);
  // A trial of a fold, or of a part of the training pictures, is judged by its validation alone: nobody could take it for its test figure.
  const fold = runningRun();
  updateRun(studio.db, fold, { dataPart: { trainShare: 1, fold: { index: 0, of: 5 }, seed: 0 } });
  const predictions = dataset.images.filter(({ split }, at) => at === 0 || split === 'val').map(({ id }) => ({ imageId: id, probabilities: Float32Array.of(1, 0) }));
  expect(storeDone(studio, withTest, fold, { ...result(), predictions })).toMatchObject({ testMetrics: null });
  expect(own(fold).map(({ split }) => split)).toEqual(['val']);
  expect(looks()).toHaveLength(1);
});

test('of a mean of epochs it is kept which ones answer', () => {
  const { studio, dataset } = small;
  const run = runningRun();
  expect(storeDone(studio, dataset, run, { ...result(), bestEpoch: 8, averaged: [6, 7, 8] })).toMatchObject({ bestEpoch: 8, averaged: [6, 7, 8] });
  expect(getRun(studio.db, run)).toMatchObject({ bestEpoch: 8, averaged: [6, 7, 8] });
});

test('a run that rests says whose weights it has: a mean of epochs until an epoch is better', () => {
  const { studio } = small;
  const run = runningRun();
  const { db } = studio;
  const weights = () => {
    const { bestEpoch, averaged } = getRun(db, run);
    return { bestEpoch, averaged };
  };
  const report = { phase: 'head', trainLoss: 1, trainAccuracy: 0.5, valAccuracy: 0.5, learningRate: 1e-3, imagesPerSecond: 1, seconds: 1 } as const;
  storeEpoch(studio, run, { ...report, epoch: 2, valLoss: 0.6, isBest: true });
  expect(weights()).toEqual({ bestEpoch: 2, averaged: null });
  saveAnswersSoFar(db, run, { epoch: 3, averaged: [1, 2, 3], accuracy: 1, interval: null, images: 1, seconds: 1, pictures: [] });
  expect(weights()).toEqual({ bestEpoch: 3, averaged: [1, 2, 3] });
  storeEnd(studio, run, 'paused', { seconds: 1, imagesPerSecond: 1, bestEpoch: 3, averaged: [1, 2, 3] });
  expect(runRow(studio, run)).toMatchObject({ state: 'paused', bestEpoch: 3, averaged: [1, 2, 3] });
  storeEpoch(studio, run, { ...report, epoch: 4, valLoss: 0.5, isBest: true });
  expect(weights()).toEqual({ bestEpoch: 4, averaged: null });
});
