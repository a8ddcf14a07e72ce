import type { StudyReport } from '../../core/studies/study-report.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { accuracyBars, accuracyCurve, errorsByEpoch, escaped } from './study-charts.ts';
import { cellText, paperCells, paperText, paperTitles, rowCells, rowTitles, studyRemarks } from './study-text.ts';
import { percent } from '../terminal/units.ts';

/** Told apart without colour vision, after Okabe and Ito: light, dark. */
const hues = [['#0072b2', '#56b4e9'], ['#c05300', '#f0a43a'], ['#007a5a', '#35c296'], ['#a0478a', '#e58fc2'], ['#2386bd', '#93a9ff'], ['#857000', '#e8dc4a'], ['#bb3a2c', '#ff8368'], ['#4d5966', '#c3ccd6']] as const;

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --faint: #6b6b75; --line: #d7d7de; --mark: #2f5fd0; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --faint: #a2a2ad; --line: #3b3b44; --mark: #8fb0ff; --page: #17171b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .wide { overflow-x: auto; } figcaption, .faint { color: var(--faint); }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .faint { fill: var(--faint); } svg line { stroke: var(--line); } svg .bar { stroke: var(--mark); stroke-width: 2; } svg circle { fill: var(--mark); } svg .single { fill: none; stroke: var(--mark); }
svg .band { fill: var(--mark); opacity: .18; } svg polyline { fill: none; stroke-width: 2; } svg .curve { stroke: var(--mark); } .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; } .legend svg { vertical-align: middle; } .legend svg line { stroke-width: 2; }
${hues.map(([light, dark], i) => `svg .hue${i} { stroke: light-dark(${light}, ${dark}); }`).join(' ')}`;

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

/** A study as one page that needs nothing else: chart, the same as a table, claims, every single result. */
export function studyPage(report: StudyReport, epochs: EpochsOfRuns): string {
  const { study, trials } = report;
  const { title, question } = study.spec;
  const singles = trials.map(({ trial, state, result }) => [cellText(trial.cell), String(trial.repeat + 1), state, trial.runId === null ? '' : String(trial.runId), result ? percent(result.accuracy) : '']);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(question)}</p>
<figure>
${chartOf(report, epochs)}
<figcaption>${captions[report.chart]} The table has the same numbers.</figcaption>
</figure>
<div class="wide">
${htmlTable(rowTitles, report.rows.map(rowCells))}
</div>
<h2>What it says</h2>
<ul>
${studyRemarks(report).map((line) => `<li>${escaped(line)}</li>`).join('\n')}
</ul>
${report.paper ? `<h2>The paper</h2>\n<p>${escaped(paperText(report.paper))}</p>\n${htmlTable(paperTitles, paperCells(report.paper))}` : ''}
<h2>Every trial</h2>
<div class="wide">
${htmlTable(['cell', 'repeat', 'state', 'run', 'accuracy'], singles)}
</div>
<p class="faint">Graft Studio, study ${study.id}, ${new Date(study.createdAtMs).toISOString().slice(0, 10)}.</p>
</body>
</html>
`;
}

const htmlTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[], tag: 'th' | 'td') => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>\n<thead>${line(titles, 'th')}</thead>\n<tbody>\n${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody>\n</table>`;
};
