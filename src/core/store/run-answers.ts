import { eq } from 'drizzle-orm';
import type { AnswersSoFar, FirstAnswer } from '../../shared/answers-so-far.ts';
import { inTransaction, type Database } from './database.ts';
import { runAnswers } from './run-tables.ts';
import { getRun, updateRun } from './runs.ts';

/** Stores what a run answers by now in place of what it answered before; the figures of its first answer stay. A mean of epochs that answers is what the run's best weights are. */
export function saveAnswersSoFar(db: Database, runId: number, { pictures, ...figures }: AnswersSoFar): void {
  inTransaction(db, () => {
    const row = { runId, figures, pictures };
    db.insert(runAnswers).values(row).onConflictDoUpdate({ target: runAnswers.runId, set: row }).run();
    if (getRun(db, runId).firstAnswer === null) updateRun(db, runId, { firstAnswer: figures satisfies FirstAnswer });
    if (figures.averaged) updateRun(db, runId, { bestEpoch: figures.epoch, averaged: figures.averaged });
  });
}

/** What a run last answered while it trained; null before its first answer. */
export function answersOfRun(db: Database, runId: number): AnswersSoFar | null {
  const row = db.select().from(runAnswers).where(eq(runAnswers.runId, runId)).get();
  return row ? { ...row.figures, pictures: row.pictures } : null;
}

/** The epoch of `answersOfRun`, without reading every picture. */
export const answeredEpoch = (db: Database, runId: number): number | null =>
  db.select({ figures: runAnswers.figures }).from(runAnswers).where(eq(runAnswers.runId, runId)).get()?.figures.epoch ?? null;
