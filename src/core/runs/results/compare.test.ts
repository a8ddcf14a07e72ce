import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { setLabel, undoLabels } from '../../datasets/labels/labels.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { saveEvaluation } from '../../store/predictions.ts';
import { insertVersion } from '../../store/dataset-versions.ts';
import { createRun } from '../../store/runs.ts';
import { compareRuns } from './compare.ts';
import { sharedPictures } from './shared-pictures.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([24, 24]);
});
afterAll(() => small.close());

/** A finished run that answers as told for each validation picture, in order. */
function finishedRun(answers: readonly number[], split: 'val' | 'test' = 'val', dataset = small.dataset): number {
  const { studio } = small;
  const run = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {}, state: 'done' });
  const images = dataset.images.filter((image) => image.split === 'val').slice(0, answers.length);
  const rows = images.map((image, i) => {
    const probabilities = Float32Array.from([0, 1], (label) => (label === answers[i] ? 0.9 : 0.1));
    return { imageId: image.id, file: image.path, label: image.label, predicted: answers[i]!, probabilities };
  });
  const all = Float32Array.from(rows.flatMap((row) => [...row.probabilities]));
  const metrics = classificationMetrics(all, rows.map((row) => row.label), dataset.classes);
  saveEvaluation(studio.db, { runId: run.id, datasetVersionId: dataset.version.id, split, metrics }, rows);
  return run.id;
}

const truth = () => small.dataset.images.filter((image) => image.split === 'val').map((image) => image.label);
const wrongAt = (...places: number[]) => truth().map((label, i) => (places.includes(i) ? 1 - label : label));

test('accuracies, the flips and McNemar on the pictures both answered', () => {
  const [first, second] = [finishedRun(wrongAt(0, 1, 2)), finishedRun(wrongAt(2, 3))];
  const comparison = compareRuns(small.studio, first, second);
  const images = truth().length;
  expect(comparison).toMatchObject({ split: 'val', images, test: { onlyFirst: 1, onlySecond: 2 } });
  expect(comparison.runs.map(({ correct }) => correct)).toEqual([images - 3, images - 2]);
  const files = small.dataset.images.filter((image) => image.split === 'val').map((image) => image.path);
  expect(comparison.better.map(({ file }) => file)).toEqual([files[0], files[1]]);
  expect(comparison.worse.map(({ file }) => file)).toEqual([files[3]]);
  for (const flip of comparison.better) expect([flip.second, flip.first === flip.label]).toEqual([flip.label, false]);
  expect(comparison.test.midP).toBeGreaterThan(0.5);
});

test('a run compared with itself has no flips', () => {
  const run = finishedRun(wrongAt(1));
  expect(compareRuns(small.studio, run, run)).toMatchObject({ better: [], worse: [], test: { midP: 1 } });
});

test('runs judged by different pictures, and a run that has not finished, are refused', () => {
  const [validation, held] = [finishedRun(wrongAt()), finishedRun(wrongAt(), 'test')];
  expect(() => compareRuns(small.studio, validation, held)).toThrow(/different pictures/);
  const { studio, dataset } = small;
  const queued = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {}, state: 'queued' });
  expect(() => compareRuns(studio, validation, queued.id)).toThrow(/is queued/);
});

test('where labels were corrected in between, the newer ones are the truth for both', async () => {
  const told = truth();
  const first = finishedRun(wrongAt(0, 1));
  const { studio, dataset } = small;
  const images = dataset.images.filter((image) => image.split === 'val');
  // What the first run said of picture 0 was right after all.
  setLabel(studio.db, dataset.dataset.id, [images[0]!.id], dataset.classes[1 - told[0]!]!);
  const corrected = await datasetForTraining(studio.db, dataset.dataset.id, { rescan: false });
  expect(corrected.version.number).toBe(dataset.version.number + 1);
  const second = finishedRun(wrongAt(0), 'val', corrected);
  for (const [a, b] of [[first, second], [second, first]] as const) {
    const comparison = compareRuns(studio, a, b);
    expect(comparison.relabelled).toBe(1);
    expect(comparison.runs.map(({ run, correct }) => [run, told.length - correct])).toEqual(
      [[first, 1], [second, 0]].sort((x) => (x[0] === a ? -1 : 1)),
    );
    expect([...comparison.better, ...comparison.worse].map(({ image }) => image)).toEqual([images[1]!.id]);
  }
  undoLabels(studio.db, dataset.dataset.id);
});

test('Unicode: classes that look alike are one class when versions of a data set are compared', () => {
  const { dataset, studio } = small;
  const [first, second] = (['NFC', 'NFD'] as const).map((form) => {
    const classes = ['Äste', 'Übung'].map((name) => name.normalize(form));
    const row = { datasetId: dataset.dataset.id, fingerprint: form, valShare: 0.2, testShare: 0, splitSeed: 0 };
    const members = dataset.images.map(({ id, label, split }) => ({ imageId: id, label, split }));
    return finishedRun(wrongAt(1), 'val', { ...dataset, classes, version: insertVersion(studio.db, row, classes, members) });
  });
  expect(compareRuns(studio, first!, second!)).toMatchObject({ relabelled: 0, better: [], worse: [] });
});

test('a class that was renamed is the same class: no label was corrected, and nobody is wrong for its new name', () => {
  const { dataset, studio } = small;
  const versionOf = (classes: string[], fingerprint: string) => {
    const row = { datasetId: dataset.dataset.id, fingerprint, valShare: 0.2, testShare: 0, splitSeed: 0 };
    return { ...dataset, classes, version: insertVersion(studio.db, row, classes, dataset.images.map(({ id, label, split }) => ({ imageId: id, label, split }))) };
  };
  const before = finishedRun(wrongAt(0), 'val', versionOf(['dock', 'nettle'], 'before'));
  const after = finishedRun(wrongAt(), 'val', versionOf(['dock', 'stinging nettle'], 'after'));
  for (const [a, b] of [[before, after], [after, before]] as const) {
    const { relabelled, better, worse, test: counted } = compareRuns(studio, a, b);
    expect([relabelled, better.length + worse.length, counted.onlyFirst + counted.onlySecond]).toEqual([0, 1, 1]);
    expect([...better, ...worse].every(({ label, first, second }) => [label, first, second].every((name) => name !== 'nettle'))).toBe(true);
  }
});

test('runs of two data sets are compared on pictures of equal content, which is said; those of one data set say nothing of it', async () => {
  const { studio, pictures } = small;
  const copied = path.join(pictures, '..', 'copied');
  cpSync(pictures, copied, { recursive: true });
  const other = await datasetForTraining(studio.db, copied, { val: 0.25 });
  const [first, second] = [finishedRun(wrongAt(0)), finishedRun(wrongAt(1).map((_, i) => other.images.filter(({ split }) => split === 'val')[i]!.label), 'val', other)];
  const { images, datasets } = compareRuns(studio, first, second);
  expect(images).toBeGreaterThan(0);
  expect(datasets).toEqual({ first: small.dataset.dataset.name, second: other.dataset.name, judging: other.dataset.name });
  expect(compareRuns(studio, first, first).datasets).toBeNull();
});

test('pictures that only one answered are counted', () => {
  const [few, all] = [finishedRun(wrongAt().slice(0, 5)), finishedRun(wrongAt())];
  expect(compareRuns(small.studio, few, all)).toMatchObject({ images: 5, runs: [{ answered: 5 }, { answered: truth().length }] });
});

test('a picture that was moved is found by its content, each once; what both call the same row is the same', () => {
  const contents = new Map([[1, 'a'], [2, 'b'], [3, 'b'], [4, 'c'], [11, 'a'], [12, 'b'], [13, 'd']]);
  const sha256Of = (image: number) => contents.get(image);
  expect(sharedPictures([1, 2, 3, 4], [13, 12, 4, 11], sha256Of)).toEqual([[1, 11], [2, 12], [4, 4]]);
  expect(sharedPictures([1, 2], [2, 1, 3], sha256Of)).toEqual([[1, 1], [2, 2]]);
});
