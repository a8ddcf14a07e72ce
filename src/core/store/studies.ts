import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import { StudioError } from '../errors.ts';
import { inTransaction, type Database } from './database.ts';
import { studies, studyTrials } from './study-tables.ts';

export type StoredStudy = typeof studies.$inferSelect;
export type StoredTrial = typeof studyTrials.$inferSelect;
/** A trial before its study has a number and it a run. */
export type NewTrial = Pick<StoredTrial, 'row' | 'repeat' | 'cell' | 'spec' | 'part'>;

/** Stores a study with its trials in the order in which they are to run; nobody goes through them yet. */
export function createStudy(db: Database, study: Pick<StoredStudy, 'spec' | 'datasetVersionId' | 'steps'> & Partial<Pick<StoredStudy, 'cluster'>>, trials: readonly NewTrial[]): StoredStudy {
  return inTransaction(db, () => {
    const stored = db
      .insert(studies)
      .values({ ...study, state: 'stopped', createdAtMs: Date.now() })
      .returning()
      .get();
    for (const [position, trial] of trials.entries()) db.insert(studyTrials).values({ ...trial, studyId: stored.id, position }).run();
    return stored;
  });
}

/** @throws StudioError `not-found` */
export function getStudy(db: Database, id: number): StoredStudy {
  const study = db.select().from(studies).where(eq(studies.id, id)).get();
  if (study) return study;
  throw new StudioError('not-found', `There is no study ${id}`, {
    values: { kind: 'no-such-study', number: id },
    field: 'study',
    hint: '"graft study list" shows all.',
  });
}

/** Newest first. */
export const listStudies = (db: Database): StoredStudy[] => db.select().from(studies).orderBy(desc(studies.id)).all();

/** In the order in which they run. */
export const trialsOf = (db: Database, studyId: number): StoredTrial[] =>
  db.select().from(studyTrials).where(eq(studyTrials.studyId, studyId)).orderBy(asc(studyTrials.position)).all();

export function updateStudy(db: Database, id: number, changes: Partial<Omit<StoredStudy, 'id'>>): void {
  db.update(studies).set(changes).where(eq(studies.id, id)).run();
}

export function setTrialRun(db: Database, { studyId, position }: Pick<StoredTrial, 'studyId' | 'position'>, runId: number, isReused: boolean): void {
  db.update(studyTrials)
    .set({ runId, isReused })
    .where(and(eq(studyTrials.studyId, studyId), eq(studyTrials.position, position)))
    .run();
}

export function setTrialWritten(db: Database, { studyId, position }: Pick<StoredTrial, 'studyId' | 'position'>, written: StoredTrial['written']): void {
  db.update(studyTrials)
    .set({ written })
    .where(and(eq(studyTrials.studyId, studyId), eq(studyTrials.position, position)))
    .run();
}

/** Forgets a study; its runs stay. @throws StudioError `not-found` */
export function deleteStudy(db: Database, id: number): void {
  getStudy(db, id);
  db.delete(studies).where(eq(studies.id, id)).run();
}

/** Which study runs were made for, by their numbers; of one run where it is given. */
export function madeForStudies(db: Database, runId?: number): ReadonlyMap<number, number> {
  const { runId: run, studyId: study, isReused } = studyTrials;
  const made = and(isNotNull(run), eq(isReused, false), runId === undefined ? undefined : eq(run, runId));
  return new Map(db.select({ run, study }).from(studyTrials).where(made).all().map((row) => [row.run!, row.study]));
}

/** The study that a run was made for, with its place there; null where it was made for none. */
export function studyOfRun(db: Database, runId: number): Pick<StoredTrial, 'studyId' | 'cell' | 'repeat'> | null {
  const { studyId, cell, repeat } = studyTrials;
  const made = and(eq(studyTrials.runId, runId), eq(studyTrials.isReused, false));
  return db.select({ studyId, cell, repeat }).from(studyTrials).where(made).get() ?? null;
}
