import { withLease } from '../../files/lease.ts';
import { nameIndex } from '../../same-name.ts';
import { togetherOf } from '../../evaluation/accuracy-interval.ts';
import { calibrationReport } from '../../evaluation/calibration-report.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { runCalled } from '../../store/run-called.ts';
import { eachPrediction, listEvaluations, saveEvaluation } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { isRemovedMeanwhile, mayPass } from '../../store/sqlite-errors.ts';
import { whenFree } from '../../store/when-free.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import { untilStopped } from '../../until-stopped.ts';
import type { RunCalibration } from '../../../shared/calibration.ts';
import { intervalDraws, seededRandom } from '../../training/seeded-random.ts';
import { calibrationOfRun } from '../results/calibration-of-run.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';
import { contentsTrainedOn } from '../results/contents-trained-on.ts';
import { finishedModel, needSoundModel } from './finished-model.ts';
import { keptScores, withScores } from './kept-scores.ts';
import type { JudgedPictures } from './judged-pictures.ts';
import { labelledImages, needKnownClasses } from './labelled-folder.ts';
import { predictFiles } from './predict.ts';

export interface RunEvaluation extends JudgedPictures {
  readonly run: number;
  readonly calibration: RunCalibration;
  /** Why it could not be stored; null where it was, or was before. */
  readonly notKept: string | null;
}

/**
 * How good a run is: on its test split where there is one, else on validation (stored when it finished);
 * or on every labelled picture of another data set (its id or absolute folder) with the same classes, or some of them.
 * @throws StudioError `not-found` | `bad-data-set` | `cancelled`
 */
export async function evaluateRun(
  studio: Studio,
  runId: number,
  folder?: string,
  signal?: AbortSignal,
): Promise<RunEvaluation> {
  const run = getRun(studio.db, runId);
  if (folder === undefined) {
    const known = listEvaluations(studio.db, run.id).filter((evaluation) => evaluation.datasetVersionId !== null);
    const stored =
      known.find((evaluation) => evaluation.split === 'test') ?? known.find((evaluation) => evaluation.split === 'val');
    if (!stored)
      throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; it has no answers yet`);
    await needSoundModel(studio, run.id);
    const { metrics, split } = stored;
    const calibration = calibrationOfRun(studio, run.id)!;
    const familiarity = split === 'val' ? await keptScores(studio, run, stored.id) : null;
    return { answers: () => withScores(eachPrediction(studio.db, stored.id), familiarity), run: run.id, metrics, calibration, split, images: metrics.images, chosenOnTheseImages: split === 'val', trainedOn: 0, skipped: [], groupsUnsaid: 0, notKept: null };
  }
  const { folder: model, classes } = await finishedModel(studio, run.id);
  return withLease(model, () => evaluateOn(studio, run, classes, folder, signal));
}

/** Asks the run for every labelled picture of a folder, and stores what it answered. */
async function evaluateOn(studio: Studio, run: Run, classes: readonly string[], folder: string, signal: AbortSignal | undefined): Promise<RunEvaluation> {
  const dataset = await labelledImages(studio, folder, [run.id], signal);
  needKnownClasses(dataset.images, classes, folder, run);
  const images = new Map(dataset.images.map((image) => [image.file, image]));
  const rows: { imageId: number; file: string; label: number; predicted: number; probabilities: Float32Array; familiarity: number | null }[] = [];
  const skipped: { file: string; reason: string }[] = [];
  async function* files() {
    yield* images.keys();
  }
  await predictFiles(studio, run.id, untilStopped(files(), signal, 'Stopped before all pictures were judged; nothing is kept'), (answer) => {
    const image = images.get(answer.file)!;
    if ('error' in answer) {
      skipped.push({ file: image.path, reason: answer.error.message });
      return;
    }
    const predicted = answer.values.indexOf(Math.max(...answer.values));
    rows.push({
      imageId: image.id,
      file: image.path,
      label: nameIndex(classes, image.label),
      predicted,
      probabilities: answer.values,
      familiarity: answer.familiarity ?? null,
    });
  });
  const probabilities = matrixOfRows(rows.map((row) => row.probabilities), classes.length);
  const labels = rows.map((row) => row.label);
  const byId = new Map(dataset.images.map((image) => [image.id, image]));
  const together = togetherOf(rows.map(({ imageId }) => byId.get(imageId)!), intervalDraws);
  const metrics = classificationMetrics(probabilities, labels, classes, together);
  const temperature = run.calibration?.temperature ?? 1;
  const figures = calibrationReport(probabilities, labels, classes.length, temperature, seededRandom(0), together);
  const calibration = { ...figures, split: 'all', fit: run.calibration };
  const seen = contentsTrainedOn(studio.db, run);
  const evaluated = new Set(rows.map(({ imageId }) => imageId));
  const trainedOn = dataset.images.filter(({ id, sha256 }) => evaluated.has(id) && seen.has(sha256)).length;
  let notKept: string | null = null;
  try {
    await whenFree(() => saveEvaluation(studio.db, { runId: run.id, folder: dataset.root, split: 'all', metrics }, rows));
  } catch (error) {
    if (!mayPass(error) && !isRemovedMeanwhile(error)) throw error;
    notKept = error.message;
  }
  return { answers: () => rows, run: run.id, metrics, calibration, split: 'all', images: rows.length, chosenOnTheseImages: false, trainedOn, skipped, groupsUnsaid: dataset.groupsUnsaid, notKept };
}
