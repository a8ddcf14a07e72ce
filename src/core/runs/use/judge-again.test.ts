import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tintedFolder } from '../../../../test/small-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { createRun } from '../../store/runs.ts';
import { consistencyOfRuns, sayAgain } from './judge-again.ts';

test('several runs of one data set have its ceiling, runs of two have none', async () => {
  const { studio, dataset, scratch, close } = await openSmallStudio([4, 4]);
  onTestFinished(close);
  const { db } = studio;
  const folder = join(scratch, 'other');
  await tintedFolder(folder, [4, 4]);
  const other = await datasetForTraining(db, folder);
  const runOf = (version: number) => createRun(db, { datasetVersionId: version, backboneId: 'any', spec: {}, state: 'done' }).id;
  const [first, second, third] = [runOf(dataset.version.id), runOf(dataset.version.id), runOf(other.version.id)];
  expect(consistencyOfRuns(db, [first, second])).toBeNull();
  for (const [at, { id, label }] of dataset.images.entries()) sayAgain(db, dataset.dataset.id, id, dataset.classes[at === 0 ? 1 - label : label]!);
  expect(consistencyOfRuns(db, [first, second])).toMatchObject({ images: 8, agreed: 7 });
  expect(consistencyOfRuns(db, [first, third])).toBeNull();
});
