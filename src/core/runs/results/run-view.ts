import { bestRuns } from '../../store/best-runs.ts';
import type { Database } from '../../store/database.ts';
import { queuePosition } from '../../store/queue.ts';
import { headlinesOf } from '../../store/headlines.ts';
import type { Headline } from '../../store/headlines.ts';
import { getRunSummary, listRuns } from '../../store/runs.ts';
import type { Run, RunSummary } from '../../store/runs.ts';
import { madeForStudies } from '../../store/studies.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunRow } from '../../../shared/contract/run-calls.ts';

/** Going on from the same checkpoint would end the same way again. */
const hopeless = new Set(['nan-loss', 'bad-checkpoint']);

/** Whether a run can go on. */
export const isResumable = ({ state, plan, error }: Pick<Run, 'state' | 'plan' | 'error'>): boolean =>
  (state === 'paused' || state === 'cancelled' || state === 'failed') && plan !== null && !hopeless.has(error?.code ?? '');

function rowOf(db: Database, run: RunSummary, headline: Headline | undefined, best: number | undefined, study: number | undefined): RunRow {
  const { state, metrics, attestation } = run;
  return {
    run: run.id,
    name: run.name,
    note: run.note,
    state,
    dataset: run.datasetId,
    datasetName: run.datasetName,
    datasetVersion: run.datasetVersion,
    backbone: run.backboneId,
    spec: run.spec,
    plan: run.plan,
    createdAtMs: run.createdAtMs,
    startedAtMs: run.startedAtMs,
    finishedAtMs: run.finishedAtMs,
    seconds: run.seconds,
    imagesPerSecond: run.imagesPerSecond,
    peakMemoryBytes: run.peakMemoryBytes,
    bestEpoch: run.bestEpoch,
    averaged: run.averaged,
    error: run.error,
    headline: headline
      ? {
          split: headline.split,
          accuracy: headline.accuracy,
          interval: headline.accuracyInterval,
          independentGroups: headline.independentGroups,
          images: headline.images,
        }
      : null,
    firstAnswer: run.firstAnswer,
    valLoss: metrics?.valLoss ?? null,
    macroF1: headline?.macroF1 ?? metrics?.valMacroF1 ?? null,
    frozen: attestation && { tensors: attestation.tensors, changed: attestation.changed },
    isResumable: isResumable(run),
    isFinishable: isResumable(run) && run.bestEpoch !== null,
    queuePosition: run.state === 'queued' ? queuePosition(db, run.id) : null,
    isPinned: run.isPinned,
    isBest: run.id === best,
    study: study ?? null,
  };
}

/** Runs as tables show them, newest first; of one data set where it is given. */
export function listRunRows({ db }: Studio, datasetId?: string): RunRow[] {
  const runs = listRuns(db, datasetId === undefined ? {} : { datasetId });
  const headlines = headlinesOf(
    db,
    runs.map(({ id }) => id),
  );
  const best = bestRuns(db, datasetId);
  const studies = madeForStudies(db);
  return runs.map((run) => rowOf(db, run, headlines.get(run.id), best.get(run.datasetId)?.best, studies.get(run.id)));
}

/** @throws StudioError `not-found` */
export const runRow = ({ db }: Studio, id: number): RunRow => summaryRow(db, getRunSummary(db, id));

/** The row of a run that has been read already. */
export function summaryRow(db: Database, run: RunSummary): RunRow {
  const best = run.state === 'done' ? bestRuns(db, run.datasetId).get(run.datasetId)?.best : undefined;
  return rowOf(db, run, headlinesOf(db, [run.id]).get(run.id), best, madeForStudies(db, run.id).get(run.id));
}
