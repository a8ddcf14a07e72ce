import { runFolder } from '../data-folder.ts';
import { datasetForTraining } from '../datasets/dataset-for-training.ts';
import { StudioError } from '../errors.ts';
import { classificationMetrics } from '../evaluation/classification-metrics.ts';
import { imagesOfVersion } from '../store/dataset-versions.ts';
import { listEvaluations, saveEvaluation } from '../store/predictions.ts';
import { findRun } from '../store/runs.ts';
import type { Studio } from '../studio.ts';
import { loadModel } from '../training/model-folder.ts';
import type { Metrics } from '../../shared/metrics.ts';
import { predictFiles } from './predict.ts';

export interface RunEvaluation {
  readonly run: number;
  readonly metrics: Metrics;
  readonly split: string;
  readonly images: number;
  /** The best epoch was chosen by these pictures, so the figures flatter a little. */
  readonly chosenOnTheseImages: boolean;
  /** Evaluated pictures that the run was trained on (by content): they say little about others. */
  readonly trainedOn: number;
  readonly skipped: readonly { file: string; reason: string }[];
}

/**
 * How good a run is: on its test split where there is one, else on validation (stored when it finished);
 * or on every picture of another folder with the same classes.
 * @throws StudioError `not-found` | `bad-data-set`
 */
export async function evaluateRun(studio: Studio, reference: string, folder?: string): Promise<RunEvaluation> {
  const run = findRun(studio.db, reference);
  if (folder === undefined) {
    const known = listEvaluations(studio.db, run.id).filter((evaluation) => evaluation.datasetVersionId !== null);
    const stored =
      known.find((evaluation) => evaluation.split === 'test') ?? known.find((evaluation) => evaluation.split === 'val');
    if (!stored)
      throw new StudioError('not-found', `Run ${run.id} has not finished`, { hint: `Go on with "graft resume ${run.id}".` });
    const { metrics, split } = stored;
    return { run: run.id, metrics, split, images: metrics.images, chosenOnTheseImages: split === 'val', trainedOn: 0, skipped: [] };
  }
  const { classes } = await loadModel(runFolder(studio.folder, run.id));
  const dataset = await datasetForTraining(studio.db, folder);
  const strange = dataset.classes.filter((name) => !classes.includes(name));
  if (strange.length > 0) {
    throw new StudioError('bad-data-set', `${folder} has classes that run ${run.id} does not know: ${strange.join(', ')}`, {
      hint: `It knows ${classes.join(', ')}.`,
    });
  }
  const images = new Map(dataset.images.map((image) => [image.file, image]));
  const rows: { imageId: number; file: string; label: number; predicted: number; probabilities: Float32Array }[] = [];
  const skipped: { file: string; reason: string }[] = [];
  async function* files() {
    yield* images.keys();
  }
  await predictFiles(studio, String(run.id), files(), (answer) => {
    const image = images.get(answer.file)!;
    if ('error' in answer) {
      skipped.push({ file: image.path, reason: answer.error.message });
      return;
    }
    const predicted = answer.values.indexOf(Math.max(...answer.values));
    rows.push({
      imageId: image.id,
      file: image.path,
      label: classes.indexOf(dataset.classes[image.label]!),
      predicted,
      probabilities: answer.values,
    });
  });
  const probabilities = new Float32Array(rows.length * classes.length);
  for (const [i, row] of rows.entries()) probabilities.set(row.probabilities, i * classes.length);
  const metrics = classificationMetrics(
    probabilities,
    rows.map((row) => row.label),
    classes,
  );
  const seen = new Set(imagesOfVersion(studio.db, run.datasetVersionId).flatMap((i) => (i.split === 'train' ? [i.sha256] : [])));
  const evaluated = new Set(rows.map(({ imageId }) => imageId));
  const trainedOn = dataset.images.filter(({ id, sha256 }) => evaluated.has(id) && seen.has(sha256)).length;
  saveEvaluation(studio.db, { runId: run.id, folder: dataset.dataset.root, split: 'all', metrics }, rows);
  return { run: run.id, metrics, split: 'all', images: rows.length, chosenOnTheseImages: false, trainedOn, skipped };
}
