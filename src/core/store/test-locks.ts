import { StudioError } from '../errors.ts';
import { dayHere } from '../../shared/local-time.ts';
import type { TestLock } from '../../shared/test-ledger.ts';
import { inTransaction, type Database } from './database.ts';
import { calledRun, runCalled } from './run-called.ts';
import { testLocks } from './run-tables.ts';

/** Of every data set whose test pictures are locked at `nowMs`; one whose time has come is none. */
function locks(db: Database, nowMs: number): TestLock[] {
  const rows = db.select().from(testLocks).all();
  return rows.filter(({ untilMs }) => untilMs === null || untilMs > nowMs).map(({ datasetId: dataset, ...lock }) => ({ dataset, ...lock }));
}

/** Null where its test pictures may be looked at. */
export const lockOfDataset = (db: Database, datasetId: string, nowMs = Date.now()): TestLock | null =>
  locks(db, nowMs).find(({ dataset }) => dataset === datasetId) ?? null;

const datasetOfVersion = (db: Database, version: number): string | undefined =>
  db.$client.prepare<[number], string>('SELECT dataset_id FROM dataset_versions WHERE id = ?').pluck().get(version);

export const lockOfVersion = (db: Database, version: number): TestLock | null => lockOfDataset(db, datasetOfVersion(db, version) ?? '');

/** Whether an evaluation is of test pictures that are locked for its run. */
export function hidesTest(db: Database): (evaluation: { runId: number; datasetVersionId: number | null; split: string }) => boolean {
  const all = locks(db, Date.now());
  return ({ runId, datasetVersionId, split }) => {
    if (all.length === 0 || split !== 'test' || datasetVersionId === null) return false;
    const dataset = datasetOfVersion(db, datasetVersionId);
    return all.some((lock) => lock.dataset === dataset && lock.finalRun !== runId);
  };
}

/** The lock that keeps a run's answers of its test pictures from sight; null where they may be seen. */
export function lockOfRun(db: Database, runId: number): TestLock | null {
  const version = db.$client.prepare<[number], number>('SELECT dataset_version_id FROM runs WHERE id = ?').pluck().get(runId);
  const lock = version === undefined ? null : lockOfVersion(db, version);
  return lock === null || lock.finalRun === runId ? null : lock;
}

export const isTestHidden = (db: Database, runId: number): boolean => lockOfRun(db, runId) !== null;

/** Contents (sha256) on the locked test sides of the newest versions, with the lock: a copy of them elsewhere is no other picture. */
export function lockedContents(db: Database): Map<string, TestLock> {
  const select = db.$client
    .prepare<[string], string>(
      `SELECT DISTINCT sha256 FROM version_images JOIN images ON images.id = image_id
       WHERE version_id = (SELECT max(id) FROM dataset_versions WHERE dataset_id = ?) AND split = 'test' AND sha256 IS NOT NULL`,
    )
    .pluck();
  return new Map(locks(db, Date.now()).flatMap((lock) => select.all(lock.dataset).map((sha256) => [sha256, lock] as const)));
}

/** Replaces the lock of its data set, and tells whoever shows figures of its runs. */
export function saveTestLock(db: Database, { dataset, ...lock }: TestLock): void {
  inTransaction(db, () => {
    db.insert(testLocks).values({ datasetId: dataset, ...lock }).onConflictDoUpdate({ target: testLocks.datasetId, set: lock }).run();
    // Nothing of these rows is another: their triggers note them as changed.
    db.$client.prepare('UPDATE datasets SET name = name WHERE id = ?').run(dataset);
    db.$client.prepare('UPDATE runs SET state = state WHERE dataset_version_id IN (SELECT id FROM dataset_versions WHERE dataset_id = ?)').run(dataset);
  });
}

/** Whether a run has answered test pictures of its own data set, locked or not. */
export const hasTestAnswers = (db: Database, runId: number): boolean =>
  db.$client.prepare("SELECT 1 FROM evaluations WHERE run_id = ? AND dataset_version_id IS NOT NULL AND split = 'test'").get(runId) !== undefined;

/** What is said to whoever would look. */
export function lockedTest(db: Database, { dataset, untilMs, finalRun }: TestLock): StudioError {
  const until = untilMs === null ? (finalRun === null ? 'until a run is named final' : `but for run ${runCalled(calledRun(db, finalRun))}, which was named final`) : `until ${dayHere(untilMs)}`;
  return new StudioError('bad-usage', `The test pictures of ${dataset} are locked ${until}`, {
    values: { kind: untilMs === null ? 'test-locked-until-final' : 'test-locked-until', dataset, until: untilMs === null ? '' : dayHere(untilMs) },
    hint: finalRun === null ? `Judge by validation; "graft datasets lock-test ${dataset} --run <run>" names the one run that is to be judged by them.` : 'Judge by validation.',
  });
}
