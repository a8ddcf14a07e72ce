import { calibrationReport } from '../../evaluation/calibration-report.ts';
import { classNames } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { eachPrediction } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { seededRandom } from '../../training/seeded-random.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunCalibration } from '../../../shared/calibration.ts';
import { picturesTogether } from './pictures-together.ts';

/**
 * Whether a run is as sure as it is right: on its test pictures where there are any, else on those its temperature was fitted on. Null before
 * it has answers.
 * @throws StudioError `not-found`
 */
export function calibrationOfRun({ db }: Studio, id: number): RunCalibration | null {
  const { id: runId, datasetVersionId, calibration: fit } = getRun(db, id);
  const headline = headlinesOf(db, [runId]).get(runId);
  if (!headline) return null;
  const classCount = classNames(db, datasetVersionId).length;
  const probabilities: number[] = [];
  const labels: number[] = [];
  const images: (number | null)[] = [];
  for (const row of eachPrediction(db, headline.evaluation)) {
    if (row.label === null) continue;
    for (const value of row.probabilities) probabilities.push(value);
    labels.push(row.label);
    images.push(row.imageId);
  }
  const together = picturesTogether(db, datasetVersionId)(images);
  return { ...calibrationReport(probabilities, labels, classCount, fit?.temperature ?? 1, seededRandom(0), together), split: headline.split, fit };
}
