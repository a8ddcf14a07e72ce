import { StudioError } from '../../errors.ts';
import { togetherOf } from '../../evaluation/accuracy-interval.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { withLease } from '../../files/lease.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../open-studio.ts';
import { listEvaluations, saveEvaluation } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { whenFree } from '../../store/when-free.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import type { AnsweringWeights } from '../../../shared/answering-weights.ts';
import type { ImagePrediction, TrainingImage } from '../../../shared/trainer-protocol.ts';
import { defaultThreads } from '../executors/engine-process.ts';
import { finishedModel } from './finished-model.ts';
import { answerFrom } from './predict.ts';

/**
 * What a model in a run's folder answers of the pictures that it learned from, as they are (no views of training). A picture that cannot be read is left
 * out. Null where `signal` aborts meanwhile.
 * @throws StudioError `bad-checkpoint` where the weights of the last epoch are asked and are damaged or gone; as `startEngine`
 */
export async function trainingPredictions(
  folder: string,
  weights: AnsweringWeights,
  images: readonly Pick<TrainingImage, 'id' | 'file' | 'split'>[],
  { signal, threads = defaultThreads() }: { readonly signal?: AbortSignal | undefined; readonly threads?: number } = {},
): Promise<ImagePrediction[] | null> {
  /** Several of equal content may be one file. */
  const learned = Map.groupBy(images.filter(({ split }) => split === 'train'), ({ file }) => file);
  const predictions: ImagePrediction[] = [];
  async function* files() {
    for (const file of learned.keys()) {
      if (signal?.aborted) return;
      yield file;
    }
  }
  await answerFrom(
    { folder, weights },
    files(),
    (answer) => {
      if ('error' in answer) return;
      for (const { id } of learned.get(answer.file)!) predictions.push({ imageId: id, probabilities: answer.values });
    },
    { threads },
  );
  return signal?.aborted ? null : predictions;
}

/** Stores them beside the run's validation answers. */
export function saveTrainingAnswers({ db }: Studio, runId: number, weights: AnsweringWeights, predictions: readonly ImagePrediction[]): void {
  if (predictions.length === 0) return;
  const run = getRun(db, runId);
  const { images, classes } = datasetOfRun(db, run);
  const byId = new Map(images.map((image) => [image.id, image]));
  const rows = predictions.map(({ imageId, probabilities }) => {
    const { path, label } = byId.get(imageId)!;
    return { imageId, file: path, label, predicted: probabilities.indexOf(Math.max(...probabilities)), probabilities };
  });
  const metrics = classificationMetrics(matrixOfRows(rows.map((row) => row.probabilities), classes.length), rows.map((row) => row.label), classes, togetherOf(rows.map(({ imageId }) => byId.get(imageId)!), intervalDraws));
  saveEvaluation(db, { runId, datasetVersionId: run.datasetVersionId, split: 'train', weights, metrics }, rows);
}

/**
 * Asks a finished run for every picture that it learned from, by the weights of its last epoch; where they are gone (a run that came from a cluster, a folder that
 * was tidied), by those that count. Does nothing where that is stored already.
 * @returns whether it was asked for all of them: not where `signal` aborts meanwhile, and nothing is stored
 * @throws StudioError as `finishedModel`, `startEngine`
 */
export async function answerTraining(studio: Studio, runId: number, signal?: AbortSignal): Promise<boolean> {
  const { db } = studio;
  const stored = new Set(listEvaluations(db, runId).flatMap(({ split, datasetVersionId, weights }) => (split === 'train' && datasetVersionId !== null ? [weights] : [])));
  if (stored.has('last')) return true;
  const { folder } = await finishedModel(studio, runId);
  const { images } = datasetOfRun(db, getRun(db, runId));
  const ask = async (weights: AnsweringWeights): Promise<boolean> => {
    const predictions = await trainingPredictions(folder, weights, images, { signal });
    if (predictions) await whenFree(() => saveTrainingAnswers(studio, runId, weights, predictions));
    return predictions !== null;
  };
  return withLease(folder, async () => {
    try {
      return await ask('last');
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'bad-checkpoint') throw error;
      return stored.has('kept') || ask('kept');
    }
  });
}
