import type { StudyReport } from '../../core/studies/study-report.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { escaped, htmlPage, htmlTable } from './html-page.ts';
import { accuracyBars, accuracyCurve, errorsByEpoch, gradientsByDepth } from './study-charts.ts';
import { cellText, paperCells, paperText, paperTitles, rowCells, rowTitles, studyRemarks } from './study-text.ts';
import { percent } from '../terminal/units.ts';

const captions = {
  bars: 'Accuracy on the validation pictures: mean (filled) with its 95 % interval over repeats, and every single result (open).',
  curve: 'Accuracy on the validation pictures: means (filled) with the band of their 95 % intervals over repeats, and every single result (open).',
  epochs: 'Errors by epoch, the mean of the runs of each cell. Accuracies are those of the best weights.',
} as const;

/** Epochs by run, of a study that is shown by them. */
type EpochsOfRuns = ReadonlyMap<number, readonly EpochReport[]>;

/** What answers the question, as in the window. */
function chartOf({ study: { spec }, chart, rows, trials }: StudyReport, epochs: EpochsOfRuns): string {
  if (chart === 'bars') return accuracyBars(rows);
  if (chart === 'curve') return accuracyCurve(rows, spec.vary[0]!.field);
  const cells = rows.map(({ cell }, row) => ({ name: cellText(cell), runs: trials.flatMap(({ trial }) => (trial.row === row && trial.runId !== null ? [epochs.get(trial.runId) ?? []] : [])) }));
  return `${errorsByEpoch(cells, ({ trainAccuracy }) => trainAccuracy, 'Error on the training pictures')}\n${errorsByEpoch(cells, ({ valAccuracy }) => valAccuracy, 'Error on the validation pictures')}`;
}

/** The picture of arXiv 1603.05027, section 3, where the runs measured it. */
function gradientsOf({ rows }: StudyReport): string {
  const start = gradientsByDepth(rows, 'first', 'When it was first measured');
  if (start === '') return '';
  const told = rows.flatMap(({ cell, gradients = [] }) =>
    gradients.map(({ epoch, blocks }) => [cellText(cell), String(epoch), ...[blocks[0]!.norm, blocks.at(-1)!.norm].map((norm) => (norm === null ? 'overflows' : norm.toExponential(1)))]),
  );
  return `<h2>How much of the gradient arrives at each block</h2>
<figure>
${start}
${gradientsByDepth(rows, 'last', 'When it was last measured')}
<figcaption>Norm of the loss's gradient for what enters each block, by depth; the geometric mean of the runs of each cell. The table has both ends of every line.</figcaption>
</figure>
${htmlTable(['cell', 'epoch', 'first block', 'last block'], told, 'Gradients')}
`;
}

/** A study as one page that needs nothing else: chart, the same as a table, claims, every single result. */
export function studyPage(report: StudyReport, epochs: EpochsOfRuns): string {
  const { study, trials } = report;
  const { title, question } = study.spec;
  const singles = trials.map(({ trial, state, result }) => [cellText(trial.cell), String(trial.repeat + 1), state, trial.runId === null ? '' : String(trial.runId), result ? percent(result.accuracy) : '']);
  const body = `<h1>${escaped(title)}</h1>
<p>${escaped(question)}</p>
<figure>
${chartOf(report, epochs)}
<figcaption>${captions[report.chart]} The table has the same numbers.</figcaption>
</figure>
${htmlTable(rowTitles, report.rows.map(rowCells), 'Every cell')}
${gradientsOf(report)}<h2>What it says</h2>
<ul>
${studyRemarks(report).map((line) => `<li>${escaped(line)}</li>`).join('\n')}
</ul>
${report.paper ? `<h2>The paper</h2>\n<p>${escaped(paperText(report.paper))}</p>\n${htmlTable(paperTitles, paperCells(report.paper), 'The paper')}` : ''}
<h2>Every trial</h2>
${htmlTable(['cell', 'repeat', 'state', 'run', 'accuracy'], singles, 'Every trial')}
<p class="faint">Graft Studio, study ${study.id}, ${new Date(study.createdAtMs).toISOString().slice(0, 10)}.</p>`;
  return htmlPage({ title, body });
}
