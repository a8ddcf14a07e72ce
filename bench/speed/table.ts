import type { Spread } from '../spread.ts';
import type { SpeedPrecision, SpeedUnit } from './cells.ts';

export interface SpeedRow {
  readonly cell: string;
  readonly model: string | null;
  readonly precision: SpeedPrecision;
  readonly unit: SpeedUnit;
  readonly ours: Spread;
  readonly peer: Spread | null;
  /** The fastest way of the peer on this machine. */
  readonly peerVariant: string | null;
  /** How many times as fast as the peer, round by round. */
  readonly ratio: Spread | null;
  /** The most memory that the processes held; null where no process was started or the system does not tell. */
  readonly oursBytes: number | null;
  readonly peerBytes: number | null;
  /** Images a second that the processor's products and its memory would allow (`limit.ts`). */
  readonly limit: number | null;
  readonly aim: number | null;
}

/** A figure of which the rounds are further apart than this says little. */
const widestSpread = 0.15;

const isWide = ({ median, least, most }: Spread): boolean => (most - least) / median > widestSpread;

function spreadText(spread: Spread | null, digits: number): string {
  if (!spread) return '';
  const wide = isWide(spread) ? ' ~' : '';
  return `${spread.median.toFixed(digits)} (${spread.least.toFixed(digits)} to ${spread.most.toFixed(digits)})${wide}`;
}

const megabytes = (bytes: number | null): string => (bytes === null ? '' : `${Math.round(bytes / 1e6)} MB`);

/** Whether a row is as good as is aimed at: its ratio, or its seconds where there is no peer. */
export const holds = ({ ratio, ours, aim, unit }: Pick<SpeedRow, 'ratio' | 'ours' | 'aim' | 'unit'>): boolean | null =>
  aim === null ? null : ratio ? ratio.median >= aim : unit === 'seconds' ? ours.median <= aim : null;

const columns = (texts: readonly string[]): string => [texts[0]!.padEnd(34), texts[1]!.padEnd(16), texts[2]!.padEnd(9), ...texts.slice(3, 6).map((text) => text.padStart(26)), ...texts.slice(6).map((text) => text.padStart(9))].join(' ');

export const headText = `${columns(['what', 'network', 'numbers', 'here', 'peer', 'ratio', 'memory', 'peer', 'limit'])}  aim   ("~": the rounds are more than 15 % apart)`;

export function rowText(row: SpeedRow): string {
  const digits = row.unit === 'seconds' ? 2 : 1;
  const verdict = holds(row);
  return [
    columns([row.cell, row.model ?? '', row.precision, spreadText(row.ours, digits), spreadText(row.peer, digits), spreadText(row.ratio, 2), megabytes(row.oursBytes), megabytes(row.peerBytes), row.limit === null ? '' : row.limit.toFixed(0)]),
    row.aim === null ? '' : `${row.ratio ? '>=' : '<='} ${row.aim}`,
    verdict === null ? '' : verdict ? 'holds' : 'MISSED',
    row.peerVariant ? `(${row.peerVariant})` : '',
  ].join('  ').trimEnd();
}

const jsonSpread = (spread: Spread | null) => spread && { median: spread.median, low: spread.least, high: spread.most, isWide: isWide(spread) };

/** A row of `--json`: `ratio` is the median of the rounds' ratios, `isWide` marks what the table marks with "~". */
export const jsonRow = ({ ours, peer, ratio, ...row }: SpeedRow) => ({ ...row, ours: jsonSpread(ours), peer: jsonSpread(peer), ratio: ratio && ratio.median, ratios: jsonSpread(ratio), holds: holds({ ...row, ours, ratio }) });
