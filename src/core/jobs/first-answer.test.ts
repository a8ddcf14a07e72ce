import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { AnswersSoFar } from '../../shared/answers-so-far.ts';
import type { FromEngine, TrainJob } from '../../shared/trainer-protocol.ts';
import { answersSoFar, createAnswerTeller } from '../training/answers-so-far.ts';
import { runTrainJob } from './train-job.ts';

vi.setConfig({ testTimeout: 240_000 });

const images = tintedPictures([8, 8, 8]);

const job = (plan: RunPlan, changes: Partial<TrainJob> = {}) => smallJob(tempFolder(), plan, images, changes);
const head = smallPhase({ name: 'head', cut: 'head', epochs: 6, learningRate: 1e-2 });

async function train(of: TrainJob) {
  const events: FromEngine[] = [];
  const result = await runTrainJob(of, (event) => events.push(event), () => false);
  const answers = events.flatMap((event) => (event.type === 'answers-so-far' ? [event.answers] : []));
  return { result, events, answers };
}
const validation = () => images.filter(({ split }) => split === 'val');

function expectSound({ accuracy, interval, images: counted, pictures: told }: AnswersSoFar): void {
  expect(told.map(({ imageId }) => imageId)).toEqual(validation().map(({ id }) => id));
  expect(told.map(({ label }) => label)).toEqual(validation().map(({ label }) => label));
  expect(counted).toBe(told.length);
  expect(accuracy).toBeCloseTo(told.filter(({ label, predicted }) => label === predicted).length / told.length, 12);
  expect(interval![0]).toBeLessThanOrEqual(accuracy);
  expect(interval![1]).toBeGreaterThanOrEqual(accuracy);
  for (const { probability } of told) expect(probability).toBeGreaterThanOrEqual(1 / 3 - 1e-6);
}

test('a run that begins with its head answers first with the best of it, then whenever it gets better', async () => {
  const { answers, events, result } = await train(job(smallPlan([head, smallPhase({ name: 'fine-tune', epochs: 3 })])));
  const reports = events.flatMap((event) => (event.type === 'epoch' ? [event.report] : []));
  const first = answers[0]!;
  // On a slow machine the head is not waited for to its end.
  const best = reports.slice(0, Math.max(first.epoch, 1)).reduce((a, b) => (b.valLoss < a.valLoss ? b : a));
  expect(first).toMatchObject({ epoch: best.epoch, accuracy: best.valAccuracy });
  for (const each of answers) expectSound(each);
  expect(events.findIndex(({ type }) => type === 'answers-so-far'), 'before the second phase').toBeLessThan(
    events.findIndex((event) => event.type === 'epoch' && event.report.phase === 'fine-tune'),
  );
  expect(answers.at(-1)!.epoch).toBe(result.bestEpoch);
  expect(answers.map(({ epoch }) => epoch)).toEqual([...new Set(answers.map(({ epoch }) => epoch))]);
});

test('one that trains deeper from the start fits a head for its first answer, and trains the same bits as without', async () => {
  const plan = (changes: Partial<RunPlan> = {}) => smallPlan([smallPhase({ epochs: 5, cut: 'stem', batchSize: 18 })], { freeze: 'none', ...changes });
  const fitted = job(plan());
  const { answers, events } = await train(fitted);
  expect(answers[0]!.epoch).toBe(0);
  expect(answers[0]!.accuracy, 'pictures that are easy').toBeGreaterThan(0.6);
  expectSound(answers[0]!);
  expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(5);
  expect(readdirSync(fitted.runFolder).filter((name) => name.startsWith('first-head'))).toEqual([]);
  // The head's features do not fit the cache: no first head. What is trained on is pixels, the same with a cache and without.
  const bare = job(plan({ cacheSizeBytes: 0 }));
  expect((await train(bare)).answers[0]!.epoch).toBe(1);
  expect(modelDigest(fitted)).toBe(modelDigest(bare));
});

test('a short run and a drawn one answer first after an epoch', async () => {
  const short = await train(job(smallPlan([smallPhase({ epochs: 2 })])));
  expect(short.answers[0]!.epoch).toBe(1);
  const drawn = smallPlan([smallPhase({ epochs: 5, cut: 'stem', batchSize: 18 })], { freeze: 'none', start: { from: 'drawn', init: 'he', seed: 0 } });
  expect((await train(job(drawn, { backbone: null }))).answers[0]!.epoch).toBe(1);
});

test('a head tells every three seconds and at its end, other phases at once', () => {
  const [a, b, c] = [1, 2, 3].map((epoch) => answersSoFar(epoch, 1, [{ id: 1, label: 0, sha256: 'a' }], [0.9, 0.1], 2));
  let nowMs = 0;
  const told: unknown[] = [];
  const of = (isHead: boolean) => createAnswerTeller((event) => event.type === 'answers-so-far' && told.push(event.answers.epoch), isHead, () => nowMs);
  const teller = of(true);
  teller.better(a!);
  expect(told).toEqual([]);
  nowMs = 3000;
  teller.better(b!);
  nowMs = 3100;
  teller.better(c!);
  expect(told).toEqual([2]);
  teller.end();
  teller.end();
  of(false).better(a!);
  expect(told).toEqual([2, 3, 1]);
});

test('of very many pictures an even thousand is told, the figures are of all', () => {
  const many = Array.from({ length: 2500 }, (_, id) => ({ id, label: id % 2, sha256: String(id) }));
  const answers = answersSoFar(1, 1, many, many.flatMap(() => [0.6, 0.4]), 2);
  expect([answers.images, answers.accuracy, answers.pictures.length]).toEqual([2500, 0.5, 834]);
});

test('where validation pictures lie in groups, groups are counted', () => {
  const grouped = Array.from({ length: 40 }, (_, id) => ({ id, label: id < 32 ? 0 : 1, sha256: String(id), group: `burst ${Math.floor(id / 4)}` }));
  const { interval, independentGroups } = answersSoFar(1, 1, grouped, grouped.flatMap(() => [0.6, 0.4]), 2);
  expect(independentGroups).toBe(10);
  // Two of ten groups are wrong: no surer than of ten pictures.
  expect(interval![0]).toBeLessThan(0.55);
  expect(answersSoFar(1, 1, grouped.slice(0, 16), grouped.slice(0, 16).flatMap(() => [0.6, 0.4]), 2)).toMatchObject({ interval: null, independentGroups: 4 });
});
