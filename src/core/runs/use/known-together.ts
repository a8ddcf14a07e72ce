import type { TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import type { Database } from '../../store/database.ts';
import { getVersion } from '../../store/datasets.ts';
import { eachPrediction, listEvaluations } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { picturesTogether } from '../results/pictures-together.ts';

/**
 * Which of the validation pictures that a run answered belong together, in the order of the scores that its index keeps; null where none do. The index keeps scores and not whose they
 * are: where it has another number of them (pictures had gone when it was made anew) nobody knows, and pictures are counted (`familiarityRule`).
 */
export function knownTogether(db: Database, id: number): TogetherKeys | null {
  const run = getRun(db, id);
  if (getVersion(db, run.datasetVersionId).groupSource === null) return null;
  const validation = listEvaluations(db, run.id).find(({ datasetVersionId, split }) => datasetVersionId !== null && split === 'val');
  return validation ? picturesTogether(db, run.datasetVersionId)(Array.from(eachPrediction(db, validation.id), ({ imageId }) => imageId)) : null;
}
