import { and, eq, isNull, sql } from 'drizzle-orm';
import { bestRun, isJudged, type BestRun, type RankedRun } from '../../shared/best-run.ts';
import { StudioError } from '../errors.ts';
import { runCalled, saidRun } from './run-called.ts';
import type { Database } from './database.ts';
import { datasetVersions } from './dataset-tables.ts';
import { headlinesOf } from './headlines.ts';
import { pinnedRuns, runs } from './run-tables.ts';
import { getRunSummary } from './runs.ts';

/** By data set, the run that is taken where nobody says which (`shared/best-run.ts`); of one data set where it is given. Runs of a part are judged by other pictures, so they are not among them. */
export function bestRuns(db: Database, datasetId?: string): Map<string, BestRun> {
  const rows = db
    .select({
      datasetId: datasetVersions.datasetId,
      run: runs.id,
      state: runs.state,
      datasetVersion: datasetVersions.number,
      valLoss: sql<number | null>`json_extract(${runs.metrics}, '$.valLoss')`,
      pinned: pinnedRuns.runId,
    })
    .from(runs)
    .innerJoin(datasetVersions, eq(runs.datasetVersionId, datasetVersions.id))
    .leftJoin(pinnedRuns, eq(pinnedRuns.runId, runs.id))
    .where(and(eq(runs.state, 'done'), isNull(runs.dataPart), datasetId === undefined ? undefined : eq(datasetVersions.datasetId, datasetId)))
    .all();
  const headlines = headlinesOf(
    db,
    rows.map(({ run }) => run),
  );
  const judged = rows.map((row): RankedRun & { datasetId: string } => ({
    ...row,
    headline: headlines.get(row.run) ?? null,
    isPinned: row.pinned !== null,
  }));
  const best = new Map<string, BestRun>();
  for (const [dataset, of] of Map.groupBy(judged, (row) => row.datasetId)) {
    const found = bestRun(of);
    if (found) best.set(dataset, found);
  }
  return best;
}

/**
 * Pins a run of its data set, instead of the one that was.
 * @throws StudioError `not-found`, `bad-usage` where it has no figure: it is not done
 */
export function pinRun(db: Database, id: number): void {
  const { datasetId, state, name } = getRunSummary(db, id);
  if (!isJudged({ state, headline: headlinesOf(db, [id]).get(id) ?? null })) {
    throw new StudioError('bad-usage', `Run ${runCalled({ id, name })} is not done, so there is nothing to pin`, {
      field: 'run',
      values: { kind: 'run-not-to-pin', ...saidRun({ id, name }), state },
      hint: 'Pin a run once it is done; it is taken then wherever nobody says which.',
    });
  }
  const row = { datasetId, runId: id };
  db.insert(pinnedRuns).values(row).onConflictDoUpdate({ target: pinnedRuns.datasetId, set: row }).run();
}

/** Takes the pin off a run; whether it had it. @throws StudioError `not-found` */
export function unpinRun(db: Database, id: number): boolean {
  getRunSummary(db, id);
  return db.delete(pinnedRuns).where(eq(pinnedRuns.runId, id)).run().changes > 0;
}
