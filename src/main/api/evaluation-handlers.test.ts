import { rmSync } from 'node:fs';
import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../test/model-run.ts';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { setExcluded, setLabel, undoLabels } from '../../core/datasets/labels/labels.ts';
import { classificationMetrics } from '../../core/evaluation/classification-metrics.ts';
import { saveEvaluation } from '../../core/store/predictions.ts';
import { createRun } from '../../core/store/runs.ts';
import { evaluationHandlers } from './evaluation-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let run = 0;
beforeAll(async () => {
  opened = await openSmallDesk([12, 12, 12]);
  run = await runWithModel(opened.small.studio, opened.small.dataset);
  told(run, said(1));
}, 180_000);
afterAll(() => opened.close());

const validation = () => opened.small.dataset.images.filter(({ split }) => split === 'val');
/** Every third picture gets the next class, ever more confidently. */
const said = (wrongEvery: number) =>
  validation().map(({ label }, i) => ({ predicted: i % 3 === wrongEvery % 3 ? (label + 1) % 3 : label, confidence: 0.5 + i / 100 }));

/** Stores what a run is to have said of the validation pictures. */
function told(runId: number, answers: readonly { predicted: number; confidence: number }[]): void {
  const { studio, dataset } = opened.small;
  const rows = validation().map((image, i) => {
    const { predicted, confidence } = answers[i]!;
    const probabilities = Float32Array.from([0, 1, 2], (c) => (c === predicted ? confidence : (1 - confidence) / 2));
    return { imageId: image.id, file: image.path, label: image.label, predicted, probabilities };
  });
  const labels = rows.map((row) => row.label);
  const metrics = classificationMetrics(Float32Array.from(rows.flatMap((row) => [...row.probabilities])), labels, dataset.classes);
  saveEvaluation(studio.db, { runId, datasetVersionId: dataset.version.id, split: 'val', metrics }, rows);
}

const context = () => ({ context: opened.desk });
const answers = (filter = {}, more = {}) => call(evaluationHandlers.answers, { run, filter, ...more }, context());

test('answers come most confident first, and cells of the confusion matrix by names', async () => {
  const all = await answers();
  expect(all).toHaveLength(9);
  const byConfidence = all.map(({ confidence }) => confidence);
  expect(byConfidence).toEqual([...byConfidence].sort((a, b) => b - a));
  const wrong = await answers({ wrong: true });
  expect(wrong).toHaveLength(3);
  for (const answer of wrong) {
    expect(answer.predicted).not.toBe(answer.label);
    expect(answer).toMatchObject({ currentLabel: answer.label, isExcluded: false });
    expect(answer.trueProbability!).toBeCloseTo((1 - answer.confidence) / 2, 6);
  }
  const { label, predicted } = wrong[0]! as { label: string; predicted: string };
  const cell = await answers({ label, predicted });
  expect(cell).toEqual(all.filter((answer) => answer.label === label && answer.predicted === predicted));
  expect(cell.length).toBeGreaterThan(0);
  expect(await answers({ label, predicted: label, wrong: true })).toEqual([]);
});

test('what was relabelled or excluded since is told', async () => {
  const { studio, dataset } = opened.small;
  const [relabelled, excluded] = (await answers({ wrong: true })).map(({ image }) => image!);
  setLabel(studio.db, dataset.dataset.id, [relabelled!], 'class-2-new');
  setExcluded(studio.db, dataset.dataset.id, [excluded!], true);
  const now = new Map((await answers({ wrong: true })).map((answer) => [answer.image, answer]));
  expect(now.get(relabelled!)).toMatchObject({ currentLabel: 'class-2-new', isExcluded: false });
  expect(now.get(relabelled!)!.label).not.toBe('class-2-new');
  expect(now.get(excluded!)!.isExcluded).toBe(true);
  expect(await call(evaluationHandlers.changes, { run }, context())).toEqual({ labels: 2, pictures: 0, metBefore: 0 });
  undoLabels(studio.db, dataset.dataset.id);
  undoLabels(studio.db, dataset.dataset.id);
  expect((await answers({ wrong: true })).every(({ label, currentLabel, isExcluded }) => label === currentLabel && !isExcluded)).toBe(true);
});

test('what is not there is refused by name', async () => {
  await expect(answers({ label: 'rose' })).rejects.toMatchObject({ code: 'bad-usage', field: 'filter.label' });
  await expect(answers({}, { evaluation: 999 })).rejects.toMatchObject({ code: 'not-found' });
  await expect(answers({}, { run: 999 })).rejects.toMatchObject({ code: 'not-found', message: 'There is no run 999' });
  const { studio, dataset } = opened.small;
  const other = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {} });
  await expect(answers({}, { run: other.id })).rejects.toMatchObject({ message: `Run ${other.id} has no answers yet: it is queued` });
  await expect(answers({}, { run: other.id, evaluation: 1 })).rejects.toMatchObject({ message: `Evaluation 1 is not one of run ${other.id}` });
});

test('probabilities are those that were stored, else asked for now', async () => {
  const image = validation()[4]!;
  const stored = await call(evaluationHandlers.probabilities, { run, image: image.id }, context());
  const { predicted, confidence } = said(1)[4]!;
  expect(stored[0]).toEqual({ className: opened.small.dataset.classes[predicted], probability: Math.fround(confidence) });
  expect(stored).toHaveLength(3);
  const train = opened.small.dataset.images.find(({ split }) => split === 'train')!;
  const asked = await call(evaluationHandlers.probabilities, { run, image: train.id }, context());
  expect(asked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  await expect(call(evaluationHandlers.probabilities, { run, image: 9999 }, context())).rejects.toMatchObject({ code: 'not-found' });
}, 180_000);

test('a heat map of a picture; one whose file is gone is a bad image', async () => {
  const image = validation()[0]!;
  const map = await call(evaluationHandlers.heatMap, { run, image: image.id, className: 'class-1' }, context());
  expect(map).toMatchObject({ className: 'class-1', rows: 2, columns: 2 });
  expect(map.values).toHaveLength(4);
  rmSync(image.file);
  await expect(call(evaluationHandlers.heatMap, { run, image: image.id }, context())).rejects.toMatchObject({ code: 'bad-image' });
}, 180_000);

test('two runs are compared, as figures: each door finds the words', async () => {
  const { studio, dataset } = opened.small;
  const second = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {}, state: 'done' }).id;
  told(second, validation().map(({ label }) => ({ predicted: label, confidence: 0.9 })));
  const comparison = await call(evaluationHandlers.compare, { first: run, second }, context());
  expect(comparison).toMatchObject({ outcome: 'chance', split: 'val', images: 9, relabelled: 0, test: { onlyFirst: 0, onlySecond: 3 }, worse: [] });
  expect(comparison.better.map(({ image }) => image).sort()).toEqual((await answers({ wrong: true })).map(({ image }) => image).sort());
  expect(comparison.test.exactP).toBeCloseTo(0.25, 12);
  expect(comparison.test.midP).toBeCloseTo(0.125, 12);
});
