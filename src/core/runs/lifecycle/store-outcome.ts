import { togetherOf } from '../../evaluation/accuracy-interval.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { inTransaction } from '../../store/database.ts';
import type { RunPace } from '../../store/json-columns.ts';
import { deleteOwnEvaluations, saveEvaluation } from '../../store/predictions.ts';
import { getRun, saveEpoch, updateRun } from '../../store/runs.ts';
import { isTestHidden } from '../../store/test-locks.ts';
import { countTestLook } from '../../store/test-looks.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import type { Studio } from '../../open-studio.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { Metrics } from '../../../shared/metrics.ts';
import type { EpochReport, HeadReport, TrainResult } from '../../../shared/trainer-protocol.ts';
import type { Attestation } from '../../../shared/attestation.ts';

export interface RunOutcome {
  readonly run: number;
  readonly status: 'done' | 'cancelled' | 'paused' | 'failed';
  /** Of the best weights on validation pictures, and on test pictures where there are any that are not locked. */
  readonly metrics: Metrics | null;
  readonly testMetrics: Metrics | null;
  readonly bestEpoch: number | null;
  /** Epochs whose mean the weights are. */
  readonly averaged?: readonly number[];
  readonly attestation: Attestation | null;
  /** Null where no head was solved exactly. */
  readonly head: HeadReport | null;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly error?: WireError;
}

/** What the trainer answered for one split, with its metrics; null where the split has no pictures. */
function evaluationOf(dataset: TrainingDataset, split: 'val' | 'test', result: TrainResult) {
  const images = new Map(dataset.images.map((image) => [image.id, image]));
  const rows = result.predictions.flatMap(({ imageId, probabilities }) => {
    const image = images.get(imageId)!;
    if (image.split !== split) return [];
    const predicted = probabilities.indexOf(Math.max(...probabilities));
    return [{ imageId, file: image.path, label: image.label, predicted, probabilities }];
  });
  if (rows.length === 0) return null;
  const metrics = classificationMetrics(
    matrixOfRows(rows.map((row) => row.probabilities), dataset.classes.length),
    rows.map((row) => row.label),
    dataset.classes,
    togetherOf(rows.map(({ imageId }) => images.get(imageId)!), intervalDraws),
  );
  return { split, metrics, rows };
}

/**
 * Stores that a run is done, with its evaluations and every picture's answer: all of it or nothing, so that a run whose program
 * dies here is finished anew when it is resumed. What an older version left half stored is replaced.
 */
export function storeDone(studio: Studio, dataset: TrainingDataset, runId: number, result: TrainResult, pace: RunPace | null = null): RunOutcome {
  // Counted before the write lock is taken: a thousand classes take a while.
  const validation = evaluationOf(dataset, 'val', result);
  // A part (a fold, a share of the training pictures) is judged by its validation: it can never be the run that is taken, and its figure on the test pictures is nobody's to see.
  const test = getRun(studio.db, runId).dataPart === null ? evaluationOf(dataset, 'test', result) : null;
  const metrics: Metrics | null = validation?.metrics ?? null;
  const isHidden = isTestHidden(studio.db, runId);
  const testMetrics: Metrics | null = isHidden ? null : (test?.metrics ?? null);
  const { attestation, calibration, head } = result;
  inTransaction(studio.db, () => {
    deleteOwnEvaluations(studio.db, runId);
    for (const evaluation of [validation, test]) {
      if (!evaluation) continue;
      const { rows, ...judged } = evaluation;
      saveEvaluation(studio.db, { runId, datasetVersionId: dataset.version.id, ...judged }, rows);
    }
    if (testMetrics) countTestLook(studio.db, { datasetId: dataset.dataset.id, version: dataset.version.number, model: String(runId), atMs: Date.now() });
    updateRun(studio.db, runId, {
      state: 'done',
      finishedAtMs: Date.now(),
      seconds: result.seconds,
      imagesPerSecond: result.imagesPerSecond,
      peakMemoryBytes: result.peakMemoryBytes,
      bestEpoch: result.bestEpoch,
      averaged: result.averaged ?? null,
      pace,
      error: null,
      metrics: metrics && {
        valAccuracy: metrics.accuracy,
        valLoss: metrics.logLoss,
        valMacroF1: metrics.macroF1,
        ...(test && { testAccuracy: test.metrics.accuracy }),
        ...(head && { head }),
      },
      attestation: attestation && { ...attestation.frozen, groups: attestation.groups },
      calibration,
    });
  });
  const { bestEpoch, seconds, imagesPerSecond, peakMemoryBytes } = result;
  return {
    run: runId,
    status: 'done',
    metrics,
    testMetrics,
    bestEpoch,
    ...(result.averaged && { averaged: result.averaged }),
    attestation,
    head,
    seconds,
    imagesPerSecond,
    peakMemoryBytes,
  };
}

/** Stores how a run ended that is not done, with what it had reached. */
export function storeEnd(
  studio: Studio,
  runId: number,
  status: 'cancelled' | 'paused' | 'failed',
  result: Partial<TrainResult>,
  error?: WireError,
): RunOutcome {
  const { seconds = 0, imagesPerSecond = 0, peakMemoryBytes = 0, bestEpoch = null, averaged } = result;
  updateRun(studio.db, runId, {
    state: status,
    finishedAtMs: Date.now(),
    error: error ?? null,
    ...(result.seconds === undefined ? {} : { seconds, imagesPerSecond, bestEpoch, averaged: averaged ?? null }),
    // A trainer that died did not say.
    ...(result.peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
  });
  return {
    run: runId,
    status,
    metrics: null,
    testMetrics: null,
    bestEpoch,
    ...(averaged && { averaged }),
    attestation: null,
    head: result.head ?? null,
    seconds,
    imagesPerSecond,
    peakMemoryBytes,
    ...(error ? { error } : {}),
  };
}

export function storeEpoch(studio: Studio, runId: number, report: EpochReport): void {
  const { isBest, gradients = null, ...epoch } = report;
  saveEpoch(studio.db, { runId, ...epoch, gradients });
  // A program that dies leaves no outcome; its run can end with these weights all the same.
  if (isBest) updateRun(studio.db, runId, { bestEpoch: epoch.epoch, averaged: null });
}
