import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { finishedRun } from '../../../../test/finished-run.ts';
import { tintedFolder } from '../../../../test/small-run.ts';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { removeDataset } from '../../datasets/known/remove-dataset.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { allDatasets } from '../../store/datasets.ts';
import { listPredictions, saveEvaluation } from '../../store/predictions.ts';
import { deleteRun, listRuns } from '../../store/runs.ts';
import { createStudy, getStudy } from '../../store/studies.ts';
import { planStudy } from '../../studies/plan-study.ts';
import { storeStudy } from '../../studies/run-study.ts';
import { studySpecSchema } from '../../../shared/study-spec.ts';
import { enqueue } from './enqueue.ts';
import { planHere } from './plan-here.ts';

async function studioOf(counts: readonly number[]) {
  const small = await openSmallStudio(counts);
  onTestFinished(() => small.close());
  return small;
}

test('a run that was planned for a data set that is removed before it is queued leaves neither a row nor a folder', async () => {
  const { studio, dataset } = await studioOf([4, 4]);
  const planned = await planHere(studio, dataset, quick);
  removeDataset(studio.db, dataset.dataset.id);
  expect(() => enqueue(studio, { dataset, planned, spec: quick })).toThrow(
    expect.objectContaining({ code: 'not-found', message: `There is no data set "${dataset.dataset.id}"` }),
  );
  expect(listRuns(studio.db)).toEqual([]);
  expect(existsSync(runFolder(studio.folder, 1))).toBe(false);
});

test('neither does one of a data set that is hidden by then, and a study of it is not begun', async () => {
  const { studio, dataset } = await studioOf([4, 4]);
  const { id } = dataset.dataset;
  finishedRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {} }, 0.5);
  const planned = await planHere(studio, dataset, quick);
  const study = await planStudy(studio, dataset, studySpecSchema.parse({ title: 'Rates', dataset: id, base: quick, vary: [{ field: 'learningRate', values: [0.1, 0.2] }] }));
  removeDataset(studio.db, id);
  const removed = expect.objectContaining({ code: 'not-found', message: `The data set "${id}" was removed` });
  expect(() => enqueue(studio, { dataset, planned, spec: quick })).toThrow(removed);
  expect(() => storeStudy(studio, dataset.version.id, study)).toThrow(removed);
});

test('a data set of a study without runs is hidden, and the study stays', async () => {
  const { studio, dataset } = await studioOf([4, 4]);
  const { id } = dataset.dataset;
  const study = createStudy(studio.db, { spec: studySpecSchema.parse({ title: 'Rates', dataset: id, vary: [{ field: 'learningRate', values: [0.1] }] }), datasetVersionId: dataset.version.id, steps: null }, []);
  expect(removeDataset(studio.db, id)).toMatchObject({ keptForRuns: [], keptForStudies: [study.id] });
  expect(allDatasets(studio.db)).toEqual([]);
  expect(getStudy(studio.db, study.id)).toMatchObject({ id: study.id });
});

test('a data set whose folder a run was evaluated on is hidden as long as that run is there', async () => {
  const { studio, dataset, scratch } = await studioOf([4, 4]);
  const { db } = studio;
  const run = finishedRun(db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {} }, 0.5);
  const folder = join(scratch, 'field');
  await tintedFolder(folder, [2, 2]);
  const field = await datasetForTraining(db, folder);
  const rows = field.images.map(({ id, path, label }) => ({ imageId: id, file: path, label, predicted: 0, probabilities: Float32Array.of(1, 0) }));
  const { metrics } = { metrics: { accuracy: 0.5, accuracyInterval: [0, 1] as [number, number], independentGroups: null, correct: 2, images: 4, macroF1: 0.5, logLoss: 1, perClass: [], confusion: [] } };
  const { id } = saveEvaluation(db, { runId: run.id, folder, split: 'all', metrics }, rows);
  expect(removeDataset(db, field.dataset.id)).toMatchObject({ keptForRuns: [run.id] });
  expect(listPredictions(db, id)).toHaveLength(4);
  await datasetForTraining(db, folder);
  deleteRun(db, run.id);
  expect(removeDataset(db, field.dataset.id)).toMatchObject({ keptForRuns: [] });
});
