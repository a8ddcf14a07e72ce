import { stressCurve } from '../../renderer/format/stress-curve.ts';
import type { ReliabilityBin } from '../../shared/calibration.ts';
import type { StressLevel } from '../../shared/stress.ts';
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

type Place = number | string;
const rule = (x1: Place, x2: Place, y1: Place, y2: Place): string => `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"/>`;
const faint = (x: Place, y: Place, anchor: 'start' | 'middle' | 'end', text: string): string =>
  `<text class="faint" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`;
/** A line of a legend: how it is drawn, and its name. */
const listed = (drawing: string, height: number, name: string): string =>
  `<li><svg viewBox="0 0 32 ${height}" width="32" height="${height}" aria-hidden="true">${drawing}</svg> ${escaped(name)}</li>`;

/** Lines over whole numbers, two at least, with their names below. */
export function lineChart(lines: readonly Line[], { title, label, most, tick }: LineChart): string {
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (value: number): string => (left + ((value - first) / (last - first)) * (width - left - right)).toFixed(1);
  const y = (value: number): string => (top + (1 - Math.min(value, most) / most) * (height - top - bottom)).toFixed(1);
  const grid = [0, 1, 2, 3, 4]
    .map((i) => (i / 4) * most)
    .map((value) => rule(left, width - right, y(value), y(value)) + faint(left - 8, Number(y(value)) + 4, 'end', tick(value)));
  const ends = [first, last].map((value) => faint(x(value), height - 10, 'middle', String(value)));
  const dash = (i: number): string => `class="hue${i}" stroke-dasharray="${dashes[i % dashes.length]}"`;
  const drawn = lines.map(({ points }, i) => `<polyline ${dash(i)} points="${points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}"/>`);
  const legend = lines.map(({ name }, i) => listed(`<line ${dash(i)} x1="0" x2="32" y1="4" y2="4"/>`, 8, name));
  const chart = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${title}; ${label}`)}">\n${[...grid, ...ends, ...drawn].join('\n')}\n</svg>`;
  return `<h3>${escaped(title)}</h3>\n${chart}\n<ul class="legend">\n${legend.join('\n')}\n</ul>`;
}

const side = 320;

/** What each mark of a reliability diagram is; `sure` is below its axis. */
interface ReliabilityLegend {
  readonly after: string;
  readonly before: string;
  readonly agreed: string;
  readonly sure: string;
}
const [lineAfter, lineBefore, lineAgreed] = ['class="curve"', 'class="hue1" stroke-dasharray="5 3"', 'class="agreed" stroke-dasharray="2 3"'];
const dot = (x: string | number, y: string | number): string => `<circle cx="${x}" cy="${y}" r="4"/>`;
const square = (x: number, y: number): string => `<rect class="before hue1" x="${(x - 3.5).toFixed(1)}" y="${(y - 3.5).toFixed(1)}" width="7" height="7"/>`;

/** How often right over how sure, after the temperature and before it (empty: there is none); the diagonal is as sure as right. The window draws the same. */
export function reliabilityChart({ after, before }: Readonly<Record<'after' | 'before', readonly ReliabilityBin[]>>, legend: ReliabilityLegend, label: string, tick: (share: number) => string): string {
  const at = (share: number): number => 48 + share * (side - 64);
  const up = (share: number): number => side - 52 - share * (side - 64);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    [
      faint(at(share), side - 34, 'middle', tick(share)),
      faint(40, up(share) + 4, 'end', tick(share)),
      rule(48, side - 16, up(share), up(share)),
      rule(at(share), at(share), up(0), up(1)),
    ].join(''),
  );
  const places = (bins: readonly ReliabilityBin[]) => bins.map(({ confidence, accuracy }) => `${at(confidence).toFixed(1)},${up(accuracy).toFixed(1)}`).join(' ');
  const drawn = [
    `<line ${lineAgreed} x1="${at(0)}" y1="${up(0)}" x2="${at(1)}" y2="${up(1)}"/>`,
    ...(before.length > 0 ? [`<polyline ${lineBefore} points="${places(before)}"/>`, ...before.map(({ confidence, accuracy }) => square(at(confidence), up(accuracy)))] : []),
    `<polyline ${lineAfter} points="${places(after)}"/>`,
    ...after.map(({ confidence, accuracy }) => dot(at(confidence).toFixed(1), up(accuracy).toFixed(1))),
    faint(at(0.5), side - 12, 'middle', legend.sure),
  ];
  const sample = (line: string, mark: string, name: string) => listed(`<line ${line} x1="0" x2="32" y1="5" y2="5"/>${mark}`, 10, name);
  const names = [
    sample(lineAfter, dot(16, 5), legend.after),
    ...(before.length > 0 ? [sample(lineBefore, square(16, 5), legend.before)] : []),
    sample(lineAgreed, '', legend.agreed),
  ];
  return `<svg class="square" viewBox="0 0 ${side + 12} ${side}" role="img" aria-label="${escaped(label)}">\n${[...ticks, ...drawn].join('\n')}\n</svg>\n<ul class="legend">\n${names.join('\n')}\n</ul>`;
}

const lost = (x: number, y: number): string => `<rect class="lost" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;

interface StressChart extends Pick<LineChart, 'title' | 'label' | 'tick'> {
  /** Names of the first and the last level. */
  readonly ends: readonly [string, string];
}

/** What is right from level to level of one kind of worse pictures, in the band of its intervals, as the window draws it; a square where it is shown to lose. */
export function stressChart(levels: readonly StressLevel[], { title, label, ends, tick }: StressChart): string {
  const [wide, high] = [176, 96];
  const { points, line, band } = stressCurve(levels, wide, high);
  const grid = [0, 0.5, 1].map((share) => rule(0, wide, (1 - share) * high, (1 - share) * high) + faint(-6, (1 - share) * high + 4, 'end', tick(share)));
  const marks = points.map(({ x, y }, at) => (levels[at]!.value !== null && levels[at]!.p < 0.05 ? lost(x, y) : dot(x, y)));
  const names = ends.map((name, at) => faint(at * wide, high + 18, at === 0 ? 'start' : 'end', name));
  const said = escaped(`${title}: ${levels.map(({ accuracy }) => tick(accuracy)).join(', ')}; ${label}`);
  const curve = `<path class="band" d="${band}"/><path class="curve" d="${line}"/>`;
  return `<figure class="small-chart"><figcaption>${escaped(title)}</figcaption><svg viewBox="-48 -8 ${wide + 56} ${high + 32}" role="img" aria-label="${said}">${[...grid, curve, ...marks, ...names].join('')}</svg></figure>`;
}

export const stressLegend = (loses: string): string => `<ul class="legend"><li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${lost(6, 6)}</svg> ${escaped(loses)}</li></ul>`;
