import type { RunToRemove } from '../../core/runs/lifecycle/delete-run.ts';
import type { Epoch, RunSummary } from '../../core/store/runs.ts';
import type { ExportRow } from '../../core/store/exports.ts';
import type { Studio } from '../../core/studio.ts';
import type { Metrics } from '../../shared/metrics.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted, duration, percent, significant } from '../terminal/units.ts';
import { accuracyLine } from '../words/run-text.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

export function runsTable(rows: readonly RunSummary[]): string {
  if (rows.length === 0) return 'No run yet. Make one: graft train <folder>';
  return table(
    [right('run'), 'name', 'state', 'data set', 'backbone', 'freeze', right('validation accuracy'), right('time'), 'made'],
    rows.map(({ id, name, state, datasetName, datasetVersion, backboneId, plan, metrics, seconds, createdAtMs }) => [
      String(id),
      printable(name ?? ''),
      state,
      `${printable(datasetName)} v${datasetVersion}`,
      backboneId,
      plan?.freeze ?? '',
      metrics ? percent(metrics.valAccuracy) : '',
      seconds === null ? '' : duration(seconds),
      day(createdAtMs),
    ]),
  );
}

export function runToRemoveText({ run, name, dataset, state, folder, sizeBytes, exports }: RunToRemove): string {
  const title = `run ${run}${name === null ? '' : ` "${printable(name)}"`}`;
  const kept = exports === 0 ? '' : ` ${counted(exports, 'export')} will stay.`;
  return `Deleting ${title} on ${printable(dataset)} (${state}): ${bytes(sizeBytes)} in ${printable(folder)}.${kept}`;
}

interface Evaluated {
  split: string;
  folder: string | null;
  metrics: Metrics;
}

/** Everything known about a run; what `runs show --json` prints. */
export interface RunReport extends Omit<RunSummary, 'id'> {
  run: number;
  folder: string;
  sizeBytes: number;
  /** Under the names of the training events. */
  epochs: (Omit<Epoch, 'runId' | 'validLoss' | 'validAccuracy'> & { valLoss: number; valAccuracy: number })[];
  evaluations: Evaluated[];
  exports: Pick<ExportRow, 'format' | 'folder' | 'receipt'>[];
}

export async function runReport({ db, folder }: Studio, run: number): Promise<RunReport> {
  const { getRun, listEpochs, listRuns } = await import('../../core/store/runs.ts');
  const { listEvaluations } = await import('../../core/store/predictions.ts');
  const { listExports } = await import('../../core/store/exports.ts');
  const { runFolder } = await import('../../core/data-folder.ts');
  const { folderSizeBytes } = await import('../../core/files/folder-size.ts');
  const { id: _, ...summary } = listRuns(db, { ids: [getRun(db, run).id] })[0]!;
  return {
    run,
    ...summary,
    folder: runFolder(folder, run),
    sizeBytes: await folderSizeBytes(runFolder(folder, run)),
    epochs: listEpochs(db, run).map(({ runId: __, validLoss: valLoss, validAccuracy: valAccuracy, ...epoch }) => ({
      ...epoch,
      valLoss,
      valAccuracy,
    })),
    evaluations: listEvaluations(db, run).map(({ split, folder: place, metrics }) => ({
      split,
      folder: place,
      metrics,
    })),
    exports: listExports(db, run).map(({ format, folder: place, receipt }) => ({ format, folder: place, receipt })),
  };
}

export function runReportText(report: RunReport): string {
  const {
    run,
    name,
    state,
    datasetName,
    datasetVersion,
    backboneId,
    plan,
    error,
    evaluations,
    attestation,
    epochs,
    exports,
  } = report;
  const rows = [
    ['state', error ? `${state}: ${error.message}` : state],
    ['data set', `${printable(datasetName)}, version ${datasetVersion}`],
    ['backbone', backboneId],
    ...(plan
      ? [
          ['freeze', plan.freeze],
          ['precision', plan.precision],
          ['optimizer', plan.optimizer],
          ['seed', String(plan.seed)],
        ]
      : []),
    ...(report.note === null ? [] : [['note', printable(report.note)]]),
    ['made', day(report.createdAtMs)],
    ...(report.seconds === null ? [] : [['time', duration(report.seconds)]]),
    ...(report.peakMemoryBytes === null ? [] : [['memory at most', bytes(report.peakMemoryBytes)]]),
    ...(report.bestEpoch === null ? [] : [['best epoch', String(report.bestEpoch)]]),
    ...(attestation ? [['frozen', `${attestation.changed} of ${attestation.tensors} tensors changed`]] : []),
    ['folder', `${report.folder} (${bytes(report.sizeBytes)})`],
    ...exports.map(({ format, folder }) => [`export ${format}`, folder]),
  ];
  const hasTest = evaluations.some(({ split }) => split === 'test');
  const figures = evaluations.map(
    ({ split, folder, metrics }) =>
      accuracyLine(
        metrics,
        folder === null ? ({ val: 'validation' }[split] ?? split) : 'labelled',
        split === 'val' && !hasTest,
      ) + (folder === null ? '' : ` (${printable(folder)})`),
  );
  return [
    heading(`Run ${run}${name === null ? '' : ` ${printable(name)}`}`),
    table(['', ''], rows),
    ...(figures.length > 0 ? ['', ...figures] : []),
    ...(epochs.length > 0 ? ['', epochsTable(epochs)] : []),
  ].join('\n');
}

const epochsTable = (epochs: RunReport['epochs']): string =>
  table(
    [
      right('epoch'),
      'phase',
      right('loss'),
      right('accuracy'),
      right('validation loss'),
      right('validation accuracy'),
      right('learning rate'),
    ],
    epochs.map(({ epoch, phase, trainLoss, trainAccuracy, valLoss, valAccuracy, learningRate }) => [
      String(epoch),
      phase,
      trainLoss.toFixed(3),
      percent(trainAccuracy),
      valLoss.toFixed(3),
      percent(valAccuracy),
      significant(learningRate),
    ]),
  );
