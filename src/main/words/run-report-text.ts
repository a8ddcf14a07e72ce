import type { RunToRemove } from '../../core/runs/lifecycle/delete-run.ts';
import type { RunReport } from '../../core/runs/results/run-report.ts';
import type { RunSummary } from '../../core/store/runs.ts';
import { minuteHere } from '../../shared/local-time.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted, duration, percent, significant } from '../terminal/units.ts';
import { accuracyLine } from './run-text.ts';
import { cellText } from './study-text.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;
/** The backbone, or the network that started drawn. */
const startText = ({ backboneId, plan }: Pick<RunSummary, 'backboneId' | 'plan'>): string =>
  backboneId ?? `${plan?.architecture ?? 'its own network'}, drawn`;

const marksText = ({ isPinned, isBest }: { isPinned: boolean; isBest: boolean }): string =>
  [...(isPinned ? ['pinned'] : []), ...(isBest ? ['best'] : [])].join(', ');

export function runsTable(rows: readonly (RunSummary & { isBest: boolean })[]): string {
  if (rows.length === 0) return 'No run yet. Make one: graft train <folder>';
  return table(
    [right('run'), '', 'name', 'state', 'data set', 'started from', 'freeze', right('validation accuracy'), right('time'), 'made'],
    rows.map(({ id, name, state, datasetName, datasetVersion, backboneId, plan, metrics, seconds, createdAtMs, ...marks }) => [
      String(id),
      marksText(marks),
      printable(name ?? ''),
      state,
      `${printable(datasetName)} v${datasetVersion}`,
      printable(startText({ backboneId, plan })),
      plan?.adapted ? `adapted from ${plan.adapted.run}` : (plan?.freeze ?? ''),
      metrics ? percent(metrics.valAccuracy) : '',
      seconds === null || plan?.adapted ? '' : duration(seconds),
      minuteHere(createdAtMs),
    ]),
  );
}

export function runToRemoveText({ run, name, dataset, state, folder, sizeBytes, exports }: RunToRemove): string {
  const title = `run ${run}${name === null ? '' : ` "${printable(name)}"`}`;
  const kept = exports === 0 ? '' : ` ${counted(exports, 'export')} will stay.`;
  return `Deleting ${title} on ${printable(dataset)} (${state}): ${bytes(sizeBytes)} in ${printable(folder)}.${kept}`;
}

export function runReportText({ stored, row, folder: ownFolder, sizeBytes, evaluations, epochs, exports, study }: RunReport): string {
  const { id: run, name, state, datasetName, datasetVersion, backboneId, plan, error, attestation } = stored;
  const rows = [
    ['state', error ? `${state}: ${error.message}` : state],
    ...(row.isPinned || row.isBest ? [['of its data set', marksText(row)]] : []),
    ['data set', `${printable(datasetName)}, version ${datasetVersion}`],
    ...(study ? [['study', `${study.studyId}: ${printable(cellText(study.cell))}, repeat ${study.repeat + 1}`]] : []),
    ['started from', printable(startText({ backboneId, plan }))],
    ...(plan?.adapted ? [['adapted', `from run ${plan.adapted.run}, to ${counted(plan.adapted.images, 'picture')} of a camera: not trained`]] : []),
    ...(plan && !plan.adapted
      ? [
          ['freeze', plan.freeze],
          ['precision', plan.precision],
          ['optimizer', plan.optimizer],
          ['seed', String(plan.seed)],
        ]
      : []),
    ...(stored.note === null ? [] : [['note', printable(stored.note)]]),
    ['made', minuteHere(stored.createdAtMs)],
    ...(stored.seconds === null || plan?.adapted ? [] : [['time', duration(stored.seconds)]]),
    ...(stored.peakMemoryBytes === null || plan?.adapted ? [] : [['memory at most', bytes(stored.peakMemoryBytes)]]),
    ...(stored.bestEpoch === null ? [] : [stored.averaged ? ['weights', `mean of epochs ${stored.averaged.join(', ')}`] : ['best epoch', String(stored.bestEpoch)]]),
    ...(attestation ? [['frozen', `${attestation.changed} of ${attestation.tensors} tensors changed`]] : []),
    ['folder', `${ownFolder} (${bytes(sizeBytes)})`],
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
    heading(`Run ${run}${name === null ? '' : ` "${printable(name)}"`}`),
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
      // A head that was solved took no steps.
      learningRate === 0 ? '' : significant(learningRate),
    ]),
  );
