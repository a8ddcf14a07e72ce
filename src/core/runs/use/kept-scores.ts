import { partOfPictures } from '../../datasets/version/part-of-pictures.ts';
import type { Studio } from '../../open-studio.ts';
import type { EvaluatedPicture } from '../../../shared/ensemble.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import { eachPrediction, type Prediction } from '../../store/predictions.ts';
import type { Run } from '../../store/runs.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { loadFamiliarity } from '../../weights/familiarity-file.ts';
import { finishedModel } from './finished-model.ts';

/**
 * How familiar a run's validation pictures are, by their rows, as its index keeps it. The index keeps scores in the order of the pictures and not whose they are: null unless it and
 * the evaluation are both of every validation picture, so that no score can be another's.
 * @throws StudioError as `finishedModel`, `loadFamiliarity`
 */
export async function keptScores(studio: Studio, run: Run, evaluation: number): Promise<ReadonlyMap<number, number> | null> {
  const { folder } = await finishedModel(studio, run.id);
  const kept = await loadFamiliarity(folder, loadModelCard(folder).sha256);
  if (!kept) return null;
  // As the run saw them; where its pictures lie now, if anywhere, matters to no score.
  const seen = partOfPictures(imagesOfVersion(studio.db, run.datasetVersionId), run.dataPart);
  const ids = seen.flatMap(({ id, split }) => (split === 'val' ? [id] : []));
  const answered = Array.from(eachPrediction(studio.db, evaluation), ({ imageId }) => imageId);
  const isWhole = kept.known.length === ids.length && answered.length === ids.length && ids.every((id, at) => id === answered[at]);
  return isWhole ? new Map(ids.map((id, at) => [id, kept.known[at]!])) : null;
}

export function* withScores(predictions: Iterable<Prediction>, scores: ReadonlyMap<number, number> | null): Generator<EvaluatedPicture> {
  for (const prediction of predictions) yield { ...prediction, familiarity: prediction.imageId === null ? null : (scores?.get(prediction.imageId) ?? null) };
}
