import type { StudyReport } from '../../core/studies/study-report.ts';
import type { StudyRow } from '../../shared/study-result.ts';
import { cellText, paperCells, paperText, paperTitles, rowCells, rowTitles, studyRemarks } from './study-text.ts';
import { percent } from '../terminal/units.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --faint: #6b6b75; --line: #d7d7de; --mark: #2f5fd0; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --faint: #a2a2ad; --line: #3b3b44; --mark: #8fb0ff; --page: #17171b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .wide { overflow-x: auto; } figcaption, .faint { color: var(--faint); }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .faint { fill: var(--faint); } svg line { stroke: var(--line); } svg .bar { stroke: var(--mark); stroke-width: 2; } svg circle { fill: var(--mark); } svg .single { fill: none; stroke: var(--mark); }`;

/** A study as one page that needs nothing else: chart, the same as a table, claims, every single result. */
export function studyPage(report: StudyReport): string {
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
${accuracyChart(report.rows)}
<figcaption>Accuracy on the validation pictures: mean (filled) with its 95 % interval over repeats, and every single result (open). The table has the same numbers.</figcaption>
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

const [labelWidth, plotWidth, rowHeight] = [300, 520, 28];

/** A line a cell on one axis that holds every interval and result. */
function accuracyChart(rows: readonly StudyRow[]): string {
  const shown = rows.flatMap(({ cell, accuracy }) => (accuracy ? [{ cell, accuracy }] : []));
  if (shown.length === 0) return '<p>No trial is done yet.</p>';
  const ends = shown.flatMap(({ accuracy: { low, high, values } }) => [...values, ...(low === null || high === null ? [] : [Math.max(0, low), Math.min(1, high)])]);
  const [least, most] = [Math.max(0, Math.min(...ends) - 0.02), Math.min(1, Math.max(...ends) + 0.02)];
  const x = (value: number): string => (labelWidth + ((Math.min(most, Math.max(least, value)) - least) / (most - least)) * plotWidth).toFixed(1);
  const height = (shown.length + 1) * rowHeight + 8;
  const ticks = [0, 1, 2, 3, 4].map((i) => least + (i / 4) * (most - least));
  const grid = ticks.map((tick) => `<line x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${height - rowHeight}"/><text class="faint" x="${x(tick)}" y="${height - 10}" text-anchor="middle">${percent(tick)}</text>`);
  const marks = shown.map(({ cell, accuracy: { mean, low, high, values } }, i) => {
    const y = i * rowHeight + rowHeight / 2 + 4;
    const label = cellText(cell);
    const bar = low === null || high === null ? '' : `<line class="bar" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`;
    const singles = values.map((value) => `<circle class="single" cx="${x(value)}" cy="${y}" r="3"/>`).join('');
    return `<text x="${labelWidth - 12}" y="${y + 4}" text-anchor="end">${escaped(label.length > 42 ? `${label.slice(0, 41)}…` : label)}</text>${bar}${singles}<circle cx="${x(mean)}" cy="${y}" r="5"/>`;
  });
  return `<svg viewBox="0 0 ${labelWidth + plotWidth + 40} ${height}" role="img" aria-label="Accuracy of every cell; the table below has the same numbers">\n${[...grid, ...marks].join('\n')}\n</svg>`;
}
