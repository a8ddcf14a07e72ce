import { mkdirSync } from 'node:fs';
import { runFolder } from '../src/core/data-folder.ts';
import type { TrainingDataset } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { createRun } from '../src/core/store/runs.ts';
import type { Studio } from '../src/core/open-studio.ts';
import { saveModel } from '../src/core/training/model-folder.ts';
import { runKey } from '../src/core/runs/executors/run-key.ts';
import { generatedModel } from './generated-model.ts';

/** A run that is done, with generated weights for the data set's classes instead of trained ones; returns its number. */
export async function runWithModel(studio: Studio, dataset: TrainingDataset, architecture = 'resnet18'): Promise<number> {
  const run = createRun(studio.db, {
    datasetVersionId: dataset.version.id,
    backboneId: 'generated',
    spec: {},
    state: 'done',
  });
  const folder = runFolder(studio.folder, run.id);
  mkdirSync(folder, { recursive: true });
  await saveModel(folder, generatedModel(architecture, dataset.classes), runKey(run));
  return run.id;
}
