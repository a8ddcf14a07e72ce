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
  /** 95 % of the accuracy; null with too few groups for one. */
  accuracyInterval: [number, number] | null;
  /** So many independent groups it counts; null where it counts pictures. */
  independentGroups: number | null;
}

/**
 * The newest evaluation of each run on its own data set: of the test split where there is one that is not locked, else of validation.
 * Reads single figures, word for word as the index `evaluations_headline` has them: a confusion matrix of a thousand classes is megabytes.
 */
export function headlinesOf(db: Database, runIds: readonly number[]): Map<number, Headline> {
  const figure = <Figure>(name: string) => sql<Figure>`json_extract(${evaluations.metrics}, ${sql.raw(`'$.${name}'`)})`;
  const rows = db
    .select({
      runId: evaluations.runId,
      version: evaluations.datasetVersionId,
      evaluation: evaluations.id,
      split: evaluations.split,
      accuracy: figure<number>('accuracy'),
      correct: figure<number>('correct'),
      images: figure<number>('images'),
      macroF1: figure<number>('macroF1'),
      low: figure<number | null>('accuracyInterval[0]'),
      high: figure<number | null>('accuracyInterval[1]'),
      independentGroups: figure<number | null>('independentGroups'),
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
  for (const { runId, version, split, low, high, ...figures } of rows) {
    if (isHidden({ runId, datasetVersionId: version, split })) continue;
    if (split !== 'test' && headlines.get(runId)?.split === 'test') continue;
    headlines.set(runId, { ...figures, accuracyInterval: low === null || high === null ? null : [low, high], split: split as 'val' | 'test' });
  }
  return headlines;
}
