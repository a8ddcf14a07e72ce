import { and, asc, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { evaluations } from './run-tables.ts';
import { hidesTest } from './test-locks.ts';

/** The figures of an evaluation that tables of runs show; accuracy and macro F1 0..1. */
export interface Headline {
  evaluation: number;
  split: 'val' | 'test';
  accuracy: number;
  correct: number;
  images: number;
  macroF1: number;
}

/**
 * The newest evaluation of each run on its own data set: of the test split where there is one that is not locked, else of validation.
 * Reads single figures, because a confusion matrix of a thousand classes is megabytes.
 */
export function headlinesOf(db: Database, runIds: readonly number[]): Map<number, Headline> {
  const figure = (name: string) => sql<number>`json_extract(${evaluations.metrics}, ${`$.${name}`})`;
  const rows = db
    .select({
      runId: evaluations.runId,
      version: evaluations.datasetVersionId,
      evaluation: evaluations.id,
      split: evaluations.split,
      accuracy: figure('accuracy'),
      correct: figure('correct'),
      images: figure('images'),
      macroF1: figure('macroF1'),
    })
    .from(evaluations)
    .where(
      and(
        inArray(evaluations.runId, [...runIds]),
        isNotNull(evaluations.datasetVersionId),
        inArray(evaluations.split, ['val', 'test']),
      ),
    )
    .orderBy(asc(evaluations.id))
    .all();
  const headlines = new Map<number, Headline>();
  const isHidden = hidesTest(db);
  for (const { runId, version, split, ...figures } of rows) {
    if (isHidden({ runId, datasetVersionId: version, split })) continue;
    if (split !== 'test' && headlines.get(runId)?.split === 'test') continue;
    headlines.set(runId, { ...figures, split: split as 'val' | 'test' });
  }
  return headlines;
}
