import { combineAnswers } from '../evaluation/combine-answers.ts';
import { top1 } from '../evaluation/top-k.ts';
import type { Database } from '../store/database.ts';
import { listEvaluations, listPredictions } from '../store/predictions.ts';

/** Whether several runs of one version of a data set are right together, by validation picture that all of them answered: their probabilities averaged. */
export function togetherRight(db: Database, runs: readonly number[]): Map<number, boolean> {
  const answers = runs.map((run) => {
    const evaluation = listEvaluations(db, run).find(({ split, datasetVersionId }) => split === 'val' && datasetVersionId !== null);
    return new Map((evaluation ? listPredictions(db, evaluation.id) : []).flatMap((row) => (row.imageId === null ? [] : [[row.imageId, row]])));
  });
  const shared = [...(answers[0]?.values() ?? [])].filter(({ imageId }) => answers.every((of) => of.has(imageId!)));
  return new Map(
    shared.map(({ imageId, label }) => {
      const combined = combineAnswers(answers.map((of) => of.get(imageId!)!.probabilities), 'average');
      return [imageId!, top1(combined, combined.length, 0) === label];
    }),
  );
}
