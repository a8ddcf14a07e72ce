import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { withLease } from '../../files/lease.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../open-studio.ts';
import { listEvaluations, saveEvaluation } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { whenFree } from '../../store/when-free.ts';
import { finishedModel } from './finished-model.ts';
import { predictFiles } from './predict.ts';

/**
 * Asks a finished run for every picture that it learned from, as it is (no views of training), and stores what it answered beside its validation
 * answers. Does nothing where that is stored already. A picture that cannot be read is left out.
 * @returns whether it was asked for all of them: not where `signal` aborts meanwhile, and nothing is stored
 * @throws StudioError as `finishedModel`, `startEngine`
 */
export async function answerTraining(studio: Studio, runId: number, signal?: AbortSignal): Promise<boolean> {
  const { db } = studio;
  const run = getRun(db, runId);
  const isStored = listEvaluations(db, runId).some(({ split, datasetVersionId }) => split === 'train' && datasetVersionId !== null);
  if (isStored) return true;
  const { folder, classes } = await finishedModel(studio, runId);
  const images = new Map(datasetOfRun(db, run).images.flatMap((image) => (image.split === 'train' ? [[image.file, image]] : [])));
  const rows: { imageId: number; file: string; label: number; predicted: number; probabilities: Float32Array }[] = [];
  async function* files() {
    for (const file of images.keys()) {
      if (signal?.aborted) return;
      yield file;
    }
  }
  await withLease(folder, () =>
    predictFiles(studio, runId, files(), (answer) => {
      const { id, path, label } = images.get(answer.file)!;
      if ('error' in answer) return;
      rows.push({ imageId: id, file: path, label, predicted: answer.values.indexOf(Math.max(...answer.values)), probabilities: answer.values });
    }),
  );
  if (signal?.aborted) return false;
  if (rows.length === 0) return true;
  const metrics = classificationMetrics(matrixOfRows(rows.map((row) => row.probabilities), classes.length), rows.map((row) => row.label), classes);
  await whenFree(() => saveEvaluation(db, { runId, datasetVersionId: run.datasetVersionId, split: 'train', metrics }, rows));
  return true;
}
