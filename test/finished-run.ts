import { wilsonInterval } from '../src/core/evaluation/wilson-interval.ts';
import type { Database } from '../src/core/store/database.ts';
import { saveEvaluation } from '../src/core/store/predictions.ts';
import { createRun, updateRun, type NewRun, type Run } from '../src/core/store/runs.ts';
import type { Metrics } from '../src/shared/metrics.ts';

/** A run that is done as far as its figures are concerned: nothing was trained, no file was written. */
export function finishedRun(db: Database, run: NewRun, accuracy: number, { split = 'val', valLoss = 0.5 }: { split?: 'val' | 'test'; valLoss?: number } = {}): Run {
  const { id, datasetVersionId } = createRun(db, run);
  const [images, correct] = [100, Math.round(accuracy * 100)];
  const metrics: Metrics = { accuracy, accuracyInterval: wilsonInterval(correct, images), independentGroups: null, correct, images, macroF1: accuracy, logLoss: valLoss, perClass: [], confusion: [] };
  saveEvaluation(db, { runId: id, datasetVersionId, split, metrics }, []);
  return updateRun(db, id, {
    state: 'done',
    finishedAtMs: Date.now(),
    seconds: 1,
    bestEpoch: 1,
    metrics: { trainLoss: valLoss, trainAccuracy: accuracy, valLoss, valAccuracy: accuracy, valMacroF1: accuracy } as Run['metrics'],
  });
}
