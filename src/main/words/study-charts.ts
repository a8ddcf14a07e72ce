import type { StudyRow } from '../../shared/study-result.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { escaped } from './html-page.ts';
import { inEnglish } from './study-language.ts';
import type { StudyLanguage } from './study-language.ts';
import { cellText } from './study-text.ts';

const nothingYet = ({ page }: StudyLanguage): string => `<p>${escaped(page.nothingYet)}</p>`;
const [labelWidth, plotWidth, rowHeight] = [300, 520, 28];
const figure = (width: number, height: number, label: string, parts: readonly string[], { page }: StudyLanguage): string =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(page.tableHas(label))}">\n${parts.join('\n')}\n</svg>`;

type Known = StudyRow & { readonly accuracy: NonNullable<StudyRow['accuracy']> };
const withResults = (rows: readonly StudyRow[]): Known[] => rows.filter((row): row is Known => row.accuracy !== null);

/** From a little below to a little above all that is shown, within 0 to 1. */
function ends(shown: readonly Known[]): [least: number, most: number] {
  const all = shown.flatMap(({ accuracy: { low, high, values } }) => [...values, ...(low === null || high === null ? [] : [Math.max(0, low), Math.min(1, high)])]);
  return [Math.max(0, Math.min(...all) - 0.02), Math.min(1, Math.max(...all) + 0.02)];
}
const fifths = ([least, most]: readonly [number, number]): number[] => [0, 1, 2, 3, 4].map((i) => least + (i / 4) * (most - least));

/** A line a cell on one axis that holds every interval and result. */
export function accuracyBars(rows: readonly StudyRow[], say: StudyLanguage = inEnglish): string {
  const shown = withResults(rows);
  if (shown.length === 0) return nothingYet(say);
  const [least, most] = ends(shown);
  const x = (value: number): string => (labelWidth + ((Math.min(most, Math.max(least, value)) - least) / (most - least)) * plotWidth).toFixed(1);
  const height = (shown.length + 1) * rowHeight + 8;
  const grid = fifths([least, most]).map((tick) => `<line x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${height - rowHeight}"/><text class="faint" x="${x(tick)}" y="${height - 10}" text-anchor="middle">${say.percent(tick)}</text>`);
  const marks = shown.map(({ cell, accuracy: { mean, low, high, values } }, i) => {
    const y = i * rowHeight + rowHeight / 2 + 4;
    const label = cellText(cell, say);
    const bar = low === null || high === null ? '' : `<line class="bar" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`;
    const singles = values.map((value) => `<circle class="single" cx="${x(value)}" cy="${y}" r="3"/>`).join('');
    return `<text x="${labelWidth - 12}" y="${y + 4}" text-anchor="end">${escaped(label.length > 42 ? `${label.slice(0, 41)}…` : label)}</text>${bar}${singles}<circle cx="${x(mean)}" cy="${y}" r="5"/>`;
  });
  return figure(labelWidth + plotWidth + 40, height, say.page.accuracyOfCells, [...grid, ...marks], say);
}

const [width, height, left, top, bottom] = [800, 320, 64, 12, 36];

/** Accuracy over the number that varies, by its logarithm where it spans more than tenfold: means in a line, a band of their intervals, every result. */
export function accuracyCurve(rows: readonly StudyRow[], field: string, say: StudyLanguage = inEnglish): string {
  const shown = withResults(rows).toSorted((a, b) => Number(a.cell[field]) - Number(b.cell[field]));
  if (shown.length === 0) return nothingYet(say);
  const numbers = shown.map(({ cell }) => Number(cell[field]));
  const isLogarithmic = numbers[0]! > 0 && numbers.at(-1)! / numbers[0]! > 10;
  const scaled = numbers.map((value) => (isLogarithmic ? Math.log(value) : value));
  const span = scaled.at(-1)! - scaled[0]! || 1;
  const xs = scaled.map((value) => (left + 16 + ((value - scaled[0]!) / span) * (width - left - 48)).toFixed(1));
  const [least, most] = ends(shown);
  const y = (value: number): string => (top + (1 - (Math.min(most, Math.max(least, value)) - least) / (most - least)) * (height - top - bottom)).toFixed(1);
  const grid = fifths([least, most]).map((tick) => `<line x1="${left}" x2="${width - 16}" y1="${y(tick)}" y2="${y(tick)}"/><text class="faint" x="${left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${say.percent(tick)}</text>`);
  const names = numbers.map((value, i) => `<text class="faint" x="${xs[i]}" y="${height - 12}" text-anchor="middle">${say.number(value)}</text>`);
  const known = shown.flatMap(({ accuracy: { low, high } }, i) => (low === null || high === null ? [] : [{ x: xs[i]!, low, high }]));
  const band = [...known.map((one) => `${one.x},${y(one.high)}`), ...known.toReversed().map((one) => `${one.x},${y(one.low)}`)].join(' ');
  const line = shown.map(({ accuracy: { mean } }, i) => `${xs[i]},${y(mean)}`).join(' ');
  const marks = shown.flatMap(({ accuracy: { mean, values } }, i) => [...values.map((value) => `<circle class="single" cx="${xs[i]}" cy="${y(value)}" r="4"/>`), `<circle cx="${xs[i]}" cy="${y(mean)}" r="5"/>`]);
  return figure(width, height, say.page.accuracyBy(field), [...grid, ...names, `<polygon class="band" points="${band}"/>`, `<polyline class="curve" points="${line}"/>`, ...marks], say);
}

/** Of a cell: its runs' epochs. */
export interface CellEpochs {
  readonly name: string;
  readonly runs: readonly (readonly EpochReport[])[];
}

/** Told apart without colour too: by dashes. */
const dashes = ['', '7 4', '2 3', '10 3 2 3', '14 5'];
const hues = 8;

/** At each block from the first on, in tens: what was measured at the start and last. */
export function gradientsByDepth(rows: readonly StudyRow[], which: 'first' | 'last', title: string, say: StudyLanguage = inEnglish): string {
  const lines = rows.flatMap(({ cell, gradients }) => {
    const measured = gradients?.at(which === 'first' ? 0 : -1);
    return measured ? [{ name: cellText(cell, say), norms: measured.blocks.map(({ norm }) => (norm !== null && norm > 0 ? Math.log10(norm) : null)) }] : [];
  });
  const logs = lines.flatMap(({ norms }) => norms.filter((norm) => norm !== null));
  if (logs.length === 0) return '';
  const [least, most] = [Math.floor(Math.min(...logs)), Math.max(Math.floor(Math.min(...logs)) + 1, Math.ceil(Math.max(...logs)))];
  const last = Math.max(1, ...lines.map(({ norms }) => norms.length - 1));
  const x = (block: number): string => (left + (block / last) * (width - left - 24)).toFixed(1);
  const y = (log: number): string => (top + (1 - (log - least) / (most - least)) * (height - top - bottom)).toFixed(1);
  const stride = Math.ceil((most - least) / 8);
  const ticks = Array.from({ length: Math.floor((most - least) / stride) + 1 }, (_, i) => least + i * stride);
  const grid = ticks.map((tick) => `<line x1="${left}" x2="${width - 16}" y1="${y(tick)}" y2="${y(tick)}"/><text class="faint" x="${left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">1e${tick}</text>`);
  const names = [0, last].map((block) => `<text class="faint" x="${x(block)}" y="${height - 12}" text-anchor="middle">${say.page.block(block + 1)}</text>`);
  const curves = lines.map(({ norms }, i) => {
    const points = norms.flatMap((log, block) => (log === null ? [] : [`${x(block)},${y(log)}`]));
    return `<polyline class="hue${i % hues}" stroke-dasharray="${dashes[i % dashes.length]}" points="${points.join(' ')}"/>`;
  });
  return `<h3>${escaped(title)}</h3>\n${figure(width, height, title, [...grid, ...names, ...curves], say)}\n${legendOf(lines)}`;
}

const legendOf = (lines: readonly { readonly name: string }[]): string =>
  `<ul class="legend">\n${lines.map(({ name }, i) => `<li><svg viewBox="0 0 32 8" width="32" height="8" aria-hidden="true"><line class="hue${i % hues}" stroke-dasharray="${dashes[i % dashes.length]}" x1="0" x2="32" y1="4" y2="4"/></svg> ${escaped(name)}</li>`).join('\n')}\n</ul>`;

/** The mean error of every cell by epoch, in training or in validation, in percent. */
export function errorsByEpoch(cells: readonly CellEpochs[], accuracyOf: (epoch: EpochReport) => number, title: string, say: StudyLanguage = inEnglish): string {
  const last = Math.max(0, ...cells.flatMap(({ runs }) => runs.flatMap((epochs) => epochs.map(({ epoch }) => epoch))));
  if (last === 0) return nothingYet(say);
  const lines = cells.map(({ name, runs }) => ({
    name,
    points: Array.from({ length: last }, (_, i) => {
      const told = runs.flatMap((epochs) => epochs.filter(({ epoch }) => epoch === i + 1).map((epoch) => 1 - accuracyOf(epoch)));
      return told.length === 0 ? null : { epoch: i + 1, error: told.reduce((sum, value) => sum + value, 0) / told.length };
    }).filter((point) => point !== null),
  }));
  const most = Math.max(0.01, ...lines.flatMap(({ points }) => points.map(({ error }) => error)));
  const x = (epoch: number): string => (left + (last === 1 ? 0.5 : (epoch - 1) / (last - 1)) * (width - left - 24)).toFixed(1);
  const y = (error: number): string => (top + (1 - error / most) * (height - top - bottom)).toFixed(1);
  const grid = fifths([0, most]).map((tick) => `<line x1="${left}" x2="${width - 16}" y1="${y(tick)}" y2="${y(tick)}"/><text class="faint" x="${left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${say.percent(tick)}</text>`);
  const names = [...new Set([1, last])].map((epoch) => `<text class="faint" x="${x(epoch)}" y="${height - 12}" text-anchor="middle">${epoch}</text>`);
  const curves = lines.map(({ points }, i) => `<polyline class="hue${i % hues}" stroke-dasharray="${dashes[i % dashes.length]}" points="${points.map(({ epoch, error }) => `${x(epoch)},${y(error)}`).join(' ')}"/>`);
  return `<h3>${escaped(title)}</h3>\n${figure(width, height, title, [...grid, ...names, ...curves], say)}\n${legendOf(lines)}`;
}
