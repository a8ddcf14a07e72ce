import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { startRun } from '../../../../test/train-run.ts';
import { tinyNet } from '../../../../test/tiny-nets.ts';
import { runFolder } from '../../data-folder.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import { getRun, listEpochs } from '../../store/runs.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { answerTraining } from './training-answers.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
});
afterAll(() => small.close());

test('of the pictures that a run learned from the last epoch answers, though another one counts; where its weights are gone those that count, and it is stored which', { timeout: 240_000 }, async () => {
  const { studio, dataset } = small;
  const { db } = studio;
  const { freeze: _, ...drawn } = quickResnet;
  // So fast that validation gets worse, while the training pictures are learned.
  const spec = { ...drawn, net: JSON.stringify(tinyNet()), epochs: 8, learningRate: 0.5, schedule: 'constant', warmup: 0, batchNorm: 'train' } as const;
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  const { run } = await startRun(studio, dataset, await planHere(studio, dataset, spec), spec, silent);
  const { bestEpoch } = getRun(db, run);
  expect(bestEpoch).toBeLessThan(listEpochs(db, run).length);
  const folder = runFolder(studio.folder, run);
  const last = path.join(folder, 'last.safetensors');
  renameSync(last, `${last}.aside`);
  expect(await answerTraining(studio, run)).toBe(true);
  renameSync(`${last}.aside`, last);
  expect(await answerTraining(studio, run)).toBe(true);
  const [byLast, byKept] = listEvaluations(db, run).filter(({ split }) => split === 'train');
  expect([byLast!.weights, byKept!.weights]).toEqual(['last', 'kept']);
  const answers = (id: number) => listPredictions(db, id).map(({ probabilities }) => [...probabilities]);
  expect(answers(byLast!.id)).not.toEqual(answers(byKept!.id));
  // Stored once: nothing is asked again.
  rmSync(last);
  expect(await answerTraining(studio, run)).toBe(true);
  expect(listEvaluations(db, run).filter(({ split }) => split === 'train')).toHaveLength(2);
});
