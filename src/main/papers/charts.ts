import type { ReliabilityBin } from '../../shared/calibration.ts';
import { escaped } from '../words/html-page.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
interface LineChart {
  readonly title: string;
  /** Said to who cannot see it. */
  readonly label: string;
  /** Of the axis that goes up; its lower end is 0. */
  readonly most: number;
  readonly tick: (value: number) => string;
}

const [width, height, left, right, top, bottom] = [800, 280, 72, 16, 12, 32];
/** Lines are told apart without colour too. */
const dashes = ['', '7 4', '2 3', '10 3 2 3'];

/** Lines over whole numbers, with their names below. */
export function lineChart(lines: readonly Line[], { title, label, most, tick }: LineChart): string {
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (value: number): string => (left + (last === first ? 0.5 : (value - first) / (last - first)) * (width - left - right)).toFixed(1);
  const y = (value: number): string => (top + (1 - Math.min(value, most) / most) * (height - top - bottom)).toFixed(1);
  const grid = [0, 1, 2, 3, 4].map((i) => (i / 4) * most).map((value) => `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text class="faint" x="${left - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${escaped(tick(value))}</text>`);
  const ends = [...new Set([first, last])].map((value) => `<text class="faint" x="${x(value)}" y="${height - 10}" text-anchor="middle">${value}</text>`);
  // A single epoch has no line, and a point is seen.
  const drawn = lines.map(({ points }, i) =>
    points.length === 1
      ? `<circle cx="${x(points[0]!.x)}" cy="${y(points[0]!.y)}" r="5"/>`
      : `<polyline class="hue${i}" stroke-dasharray="${dashes[i % dashes.length]}" points="${points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}"/>`,
  );
  const legend = lines.map(({ name }, i) => `<li><svg viewBox="0 0 32 8" width="32" height="8" aria-hidden="true"><line class="hue${i}" stroke-dasharray="${dashes[i % dashes.length]}" x1="0" x2="32" y1="4" y2="4"/></svg> ${escaped(name)}</li>`);
  return `<h3>${escaped(title)}</h3>\n<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${title}; ${label}`)}">\n${[...grid, ...ends, ...drawn].join('\n')}\n</svg>\n<ul class="legend">\n${legend.join('\n')}\n</ul>`;
}

const side = 320;

/** How often right over how sure, a bar a bin; the diagonal is as sure as right. */
export function reliabilityChart(bins: readonly ReliabilityBin[], label: string, tick: (share: number) => string): string {
  const at = (share: number): number => 48 + share * (side - 64);
  const up = (share: number): number => side - 36 - share * (side - 64);
  const ticks = [0, 0.5, 1].map((share) => `<text class="faint" x="${at(share)}" y="${side - 14}" text-anchor="middle">${escaped(tick(share))}</text><text class="faint" x="40" y="${up(share) + 4}" text-anchor="end">${escaped(tick(share))}</text><line x1="48" x2="${side - 16}" y1="${up(share)}" y2="${up(share)}"/>`);
  const bars = bins.map(({ low, high, accuracy }) => `<rect class="band" x="${at(low).toFixed(1)}" y="${up(accuracy).toFixed(1)}" width="${(at(high) - at(low) - 1).toFixed(1)}" height="${(up(0) - up(accuracy)).toFixed(1)}"/>`);
  const points = bins.map(({ confidence, accuracy }) => `<circle cx="${at(confidence).toFixed(1)}" cy="${up(accuracy).toFixed(1)}" r="4"/>`);
  return `<svg class="square" viewBox="0 0 ${side} ${side}" role="img" aria-label="${escaped(label)}">\n${ticks.join('\n')}\n<line x1="${at(0)}" y1="${up(0)}" x2="${at(1)}" y2="${up(1)}" stroke-dasharray="4 4"/>\n${[...bars, ...points].join('\n')}\n</svg>`;
}
