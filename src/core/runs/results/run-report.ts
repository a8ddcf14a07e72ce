import type { ExportView, RunDetails, RunNotice, RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import type { EpochReport } from '../../../shared/trainer-protocol.ts';
import type { AttestationGroup } from '../../../shared/attestation.ts';
import { runFolder } from '../../data-folder.ts';
import { folderSizeBytes } from '../../files/folder-size.ts';
import { classNames } from '../../store/datasets.ts';
import { listExports, type ExportRow } from '../../store/exports.ts';
import { listEvaluations } from '../../store/predictions.ts';
import { answersOfRun } from '../../store/run-answers.ts';
import { getRunSummary, listEpochs, type RunSummary } from '../../store/runs.ts';
import { studyOfRun } from '../../store/studies.ts';
import type { StudyCell } from '../../../shared/study-spec.ts';
import type { Studio } from '../../open-studio.ts';
import { listNotices } from './notices.ts';
import { summaryRow } from './run-view.ts';

/** All that is known of a run: what the window and the terminal tell of it. */
export interface RunReport {
  /** As it is stored. */
  stored: RunSummary;
  /** As tables show it. */
  row: RunRow;
  folder: string;
  sizeBytes: number;
  epochs: EpochReport[];
  evaluations: RunDetails['evaluations'];
  exports: ExportRow[];
  notices: RunNotice[];
  /** In label order. */
  classes: string[];
  /** The study it was made for, with its place there; null where it was made for none. */
  study: { studyId: number; cell: StudyCell; repeat: number } | null;
}

/** @throws StudioError `not-found` */
export async function runReport(studio: Studio, id: number): Promise<RunReport> {
  const { db } = studio;
  const stored = getRunSummary(db, id);
  const folder = runFolder(studio.folder, id);
  return {
    stored,
    row: summaryRow(db, stored),
    folder,
    sizeBytes: await folderSizeBytes(folder),
    epochs: epochReports(studio, id),
    // What it answers of pictures it learned from is for studies.
    evaluations: listEvaluations(db, id).filter(({ split }) => split !== 'train').map(({ id: evaluation, split, folder: place, metrics }) => ({ id: evaluation, split, folder: place, metrics })),
    exports: listExports(db, id),
    notices: listNotices(studio, id),
    classes: classNames(db, stored.datasetVersionId),
    study: studyOfRun(db, id),
  };
}

/** Epochs as the trainer told them; `isBest` says that none before had a lower validation loss. */
export function epochReports({ db }: Studio, id: number): EpochReport[] {
  let lowest = Number.POSITIVE_INFINITY;
  return listEpochs(db, id).map(({ runId: _, gradients, ...epoch }) => {
    const isBest = epoch.valLoss < lowest;
    if (isBest) lowest = epoch.valLoss;
    return { ...epoch, isBest, ...(gradients && { gradients }) };
  });
}

export function exportView({ id, format, folder, receipt, createdAtMs }: ExportRow): ExportView {
  const { images, maxAbsDiff, top1Agreement, answerSetAgreement, familiarityMaxAbsDiff } = receipt;
  const more = { ...(answerSetAgreement !== undefined && { answerSetAgreement }), ...(familiarityMaxAbsDiff !== undefined && { familiarityMaxAbsDiff }) };
  return { id, format, folder, receipt: { images, maxAbsDiff, top1Agreement, ...more }, createdAtMs };
}

/** The report of a run as its page gets it. @throws StudioError `not-found` */
export async function runDetails(studio: Studio, id: number, progress: RunProgress | null): Promise<RunDetails> {
  const { stored, row, exports, study: _, ...report } = await runReport(studio, id);
  const attestation = (stored.attestation?.groups ?? []) as AttestationGroup[];
  return { ...row, ...report, progress, answers: answersOfRun(studio.db, id), attestation, exports: exports.map(exportView) };
}
