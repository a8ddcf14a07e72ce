import { runFolder } from '../../data-folder.ts';
import { folderSizeBytes } from '../../files/folder-size.ts';
import { wilsonInterval } from '../../evaluation/wilson-interval.ts';
import { classNames } from '../../store/datasets.ts';
import { listExports } from '../../store/exports.ts';
import type { ExportRow } from '../../store/exports.ts';
import { headlinesOf } from '../../store/headlines.ts';
import type { Headline } from '../../store/headlines.ts';
import { listEvaluations } from '../../store/predictions.ts';
import { getRun, listEpochs, listRuns } from '../../store/runs.ts';
import type { Run, RunSummary } from '../../store/runs.ts';
import type { Studio } from '../../studio.ts';
import type { ExportView, RunDetails, RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import type { AttestationGroup, EpochReport } from '../../../shared/trainer-protocol.ts';
import { listNotices } from './notices.ts';

/** Going on from the same checkpoint would end the same way again. */
const hopeless = new Set(['nan-loss', 'bad-checkpoint']);

/** Whether `resumeRun` can go on with a run. */
export const isResumable = ({ state, plan, error }: Pick<Run, 'state' | 'plan' | 'error'>): boolean =>
  (state === 'paused' || state === 'cancelled' || state === 'failed') && plan !== null && !hopeless.has(error?.code ?? '');

function rowOf(run: RunSummary, headline: Headline | undefined): RunRow {
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
    error: run.error,
    headline: headline
      ? {
          split: headline.split,
          accuracy: headline.accuracy,
          interval: [...wilsonInterval(headline.correct, headline.images)],
          images: headline.images,
        }
      : null,
    valLoss: metrics?.valLoss ?? null,
    macroF1: headline?.macroF1 ?? metrics?.valMacroF1 ?? null,
    frozen: attestation && { tensors: attestation.tensors, changed: attestation.changed },
    isResumable: isResumable(run),
  };
}

/** Runs as tables show them, newest first; of one data set where it is given. */
export function listRunRows({ db }: Studio, datasetId?: string): RunRow[] {
  const runs = listRuns(db, datasetId === undefined ? {} : { datasetId });
  const headlines = headlinesOf(
    db,
    runs.map(({ id }) => id),
  );
  return runs.map((run) => rowOf(run, headlines.get(run.id)));
}

/** @throws StudioError `not-found` */
export function runRow({ db }: Studio, id: number): RunRow {
  getRun(db, id);
  const summary = listRuns(db, { ids: [id] })[0]!;
  return rowOf(summary, headlinesOf(db, [id]).get(id));
}

/** Epochs as the trainer told them; `isBest` says that none before had a lower validation loss. */
export function epochReports({ db }: Studio, id: number): EpochReport[] {
  let lowest = Number.POSITIVE_INFINITY;
  return listEpochs(db, id).map(({ runId: _, validLoss: valLoss, validAccuracy: valAccuracy, ...epoch }) => {
    const isBest = valLoss < lowest;
    if (isBest) lowest = valLoss;
    return { ...epoch, valLoss, valAccuracy, isBest };
  });
}

export function exportView({ id, format, folder, receipt, createdAtMs }: ExportRow): ExportView {
  const { images, maxAbsDiff, top1Agreement } = receipt;
  return { id, format, folder, receipt: { images, maxAbsDiff, top1Agreement }, createdAtMs };
}

/** Everything a run's page shows. @throws StudioError `not-found` */
export async function runDetails(studio: Studio, id: number, progress: RunProgress | null): Promise<RunDetails> {
  const { db } = studio;
  const row = runRow(studio, id);
  const { attestation, datasetVersionId } = getRun(db, id);
  const folder = runFolder(studio.folder, id);
  return {
    ...row,
    epochs: epochReports(studio, id),
    progress,
    evaluations: listEvaluations(db, id).map(({ id: evaluation, split, folder: place, metrics }) => ({
      id: evaluation,
      split,
      folder: place,
      metrics,
    })),
    attestation: (attestation?.groups ?? []) as AttestationGroup[],
    exports: listExports(db, id).map(exportView),
    folder,
    sizeBytes: await folderSizeBytes(folder),
    classes: classNames(db, datasetVersionId),
    notices: listNotices(studio, id),
  };
}
