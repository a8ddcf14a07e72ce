import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import { inTransaction, type Database } from './database.ts';
import { evaluations, predictions } from './run-tables.ts';
import { hidesTest, isTestHidden, lockedTest, lockOfVersion } from './test-locks.ts';
import type { AnsweringWeights } from '../../shared/answering-weights.ts';

export type Evaluation = typeof evaluations.$inferSelect;
/** Of `datasetVersionId` and `folder` exactly one is given. */
export type NewEvaluation = Pick<Evaluation, 'runId' | 'split' | 'metrics'> & { readonly weights?: AnsweringWeights } &
  ({ datasetVersionId: number } | { folder: string });

/** What a run said about one picture; `probabilities` [classes], `label` the true class where it is known. */
export interface Prediction {
  /** Row of the picture where it belongs to a data set. */
  imageId: number | null;
  /** Relative to the data set's or the evaluated folder. */
  file: string;
  label: number | null;
  predicted: number;
  probabilities: Float32Array;
}

/** Stores an evaluation with all its predictions, or nothing. */
export function saveEvaluation(db: Database, evaluation: NewEvaluation, rows: Iterable<Prediction>): Evaluation {
  return inTransaction(db, () => {
    const saved = db
      .insert(evaluations)
      .values({ ...evaluation, createdAtMs: Date.now() })
      .returning()
      .get();
    // Straight to the driver: a built query costs ten times the insert.
    const insert = db.$client.prepare(
      'INSERT INTO predictions (evaluation_id, image_id, file, label, predicted, probabilities) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const { imageId, file, label, predicted, probabilities } of rows) {
      insert.run(saved.id, imageId, file, label, predicted, toBlob(probabilities));
    }
    return saved;
  });
}

/** Forgets what a run answered for its own data set; what it was asked of other folders stays. */
export function deleteOwnEvaluations(db: Database, runId: number): void {
  db.delete(evaluations)
    .where(and(eq(evaluations.runId, runId), isNotNull(evaluations.datasetVersionId)))
    .run();
}

/** Evaluations of a run, newest first; without those of test pictures that are locked. */
export function listEvaluations(db: Database, runId: number): Evaluation[] {
  const isHidden = hidesTest(db);
  return db.select().from(evaluations).where(eq(evaluations.runId, runId)).orderBy(desc(evaluations.id)).all().filter((row) => !isHidden(row));
}

/** @throws StudioError `not-found`; `bad-usage` where it is of test pictures that are locked */
export function getEvaluation(db: Database, id: number): Evaluation {
  const evaluation = db.select().from(evaluations).where(eq(evaluations.id, id)).get();
  if (!evaluation) throw new StudioError('not-found', `There is no evaluation ${id}`, { values: { kind: 'no-such-evaluation' } });
  if (hidesTest(db)(evaluation)) throw lockedTest(db, lockOfVersion(db, evaluation.datasetVersionId!)!);
  return evaluation;
}

/** Evaluations whose intervals an older version counted by pictures that lie in groups. */
export const recountsDue = (db: Database): number[] =>
  db.select({ id: evaluations.id }).from(evaluations).where(eq(evaluations.isRecountDue, true)).all().map(({ id }) => id);

/** Whether each labelled picture of an evaluation was answered rightly, in the order in which they were stored, with what says which go together. */
export function judgedPictures(db: Database, evaluationId: number): { isRight: boolean; sha256: string; group: string | null }[] {
  const select = db.$client.prepare<[number], { isRight: number; sha256: string; group: string | null }>(
    `SELECT predicted = predictions.label AS isRight, coalesce(sha256, 'prediction ' || predictions.id) AS sha256, group_key AS "group"
     FROM predictions JOIN evaluations ON evaluations.id = evaluation_id
     LEFT JOIN images ON images.id = predictions.image_id
     LEFT JOIN version_images ON version_id = dataset_version_id AND version_images.image_id = predictions.image_id
     WHERE evaluation_id = ? AND predictions.label IS NOT NULL ORDER BY predictions.id`,
  );
  return select.all(evaluationId).map(({ isRight, ...picture }) => ({ ...picture, isRight: isRight === 1 }));
}

/** Replaces what an older version counted; nothing where another program was first. */
export function saveRecount(db: Database, evaluationId: number, counted: Pick<Evaluation['metrics'], 'accuracyInterval' | 'independentGroups'>): void {
  inTransaction(db, () => {
    const due = db.select({ metrics: evaluations.metrics }).from(evaluations).where(and(eq(evaluations.id, evaluationId), eq(evaluations.isRecountDue, true))).get();
    if (due) db.update(evaluations).set({ metrics: { ...due.metrics, ...counted }, isRecountDue: false }).where(eq(evaluations.id, evaluationId)).run();
  });
}

/** Predictions of an evaluation in the order in which they were stored, read one at a time. Do not write meanwhile. */
export function* eachPrediction(db: Database, evaluationId: number): Generator<Prediction> {
  const select = db.$client.prepare<[number], Omit<Prediction, 'probabilities'> & { probabilities: Buffer }>(
    `SELECT image_id AS imageId, file, label, predicted, probabilities
     FROM predictions WHERE evaluation_id = ? ORDER BY id`,
  );
  for (const row of select.iterate(evaluationId)) yield { ...row, probabilities: fromBlob(row.probabilities) };
}

/** All predictions of an evaluation at once. */
export function listPredictions(db: Database, evaluationId: number): Prediction[] {
  return db
    .select()
    .from(predictions)
    .where(eq(predictions.evaluationId, evaluationId))
    .orderBy(asc(predictions.id))
    .all()
    .map(({ imageId, file, label, predicted, probabilities }) => ({
      imageId,
      file,
      label,
      predicted,
      probabilities: fromBlob(probabilities),
    }));
}

/** Rows of the pictures of its own data set that a run got wrong, by the labels it saw; not of those it learned from. */
export function wronglyPredicted(db: Database, runId: number): Set<number> {
  const rows = db.$client
    .prepare<[number, string], number>(
      `SELECT DISTINCT image_id FROM predictions JOIN evaluations ON evaluations.id = evaluation_id
       WHERE run_id = ? AND dataset_version_id IS NOT NULL AND split IN ('val', ?) AND image_id IS NOT NULL AND predicted <> label`,
    )
    .pluck()
    .all(runId, isTestHidden(db, runId) ? 'val' : 'test');
  return new Set(rows);
}

/** Whether a run was right about each validation picture of its own data set (row of the picture), by its last answers; or about those it learned from. */
export function rightAnswers(db: Database, runId: number, side: 'val' | 'train' = 'val'): Map<number, boolean> {
  const rows = db.$client
    .prepare<[number, string], { imageId: number; isRight: number }>(
      `SELECT image_id AS imageId, predicted = label AS isRight FROM predictions
       WHERE image_id IS NOT NULL AND label IS NOT NULL AND evaluation_id =
         (SELECT max(id) FROM evaluations WHERE run_id = ? AND dataset_version_id IS NOT NULL AND split = ?)`,
    )
    .all(runId, side);
  return new Map(rows.map(({ imageId, isRight }) => [imageId, isRight === 1]));
}

/** Which weights of a run answered of the pictures that it learned from, last. */
export const trainingWeights = (db: Database, runId: number): AnsweringWeights =>
  listEvaluations(db, runId).find(({ split, datasetVersionId }) => split === 'train' && datasetVersionId !== null)?.weights ?? 'kept';

/** What a run last said of a picture, `[classes]`; undefined where it was never asked. */
export function probabilitiesOfImage(db: Database, runId: number, imageId: number): Float32Array | undefined {
  const blob = db.$client
    .prepare<[number, number], Buffer>(
      `SELECT probabilities FROM predictions JOIN evaluations ON evaluations.id = evaluation_id
       WHERE run_id = ? AND image_id = ? ORDER BY evaluation_id DESC LIMIT 1`,
    )
    .pluck()
    .get(runId, imageId);
  return blob && fromBlob(blob);
}

const toBlob = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

function fromBlob(blob: Buffer): Float32Array {
  // A copy, because the driver's buffer need not start at a multiple of four.
  const values = new Float32Array(blob.byteLength / 4);
  new Uint8Array(values.buffer).set(blob);
  return values;
}
