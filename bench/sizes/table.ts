import { median } from '../../src/core/evaluation/mean-interval.ts';
import { pairedMeans } from '../../src/core/evaluation/paired-means.ts';
import { shares } from '../peers/table.ts';

/** A run of a seed. */
export interface SizedRun {
  readonly right: ReadonlyMap<string, boolean>;
  readonly seconds: number;
  readonly processorSeconds: number;
}

interface Ratio {
  /** Of the seeds' ratios, growing by fixed. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface SizesRow {
  readonly set: string;
  readonly sizes: string;
  readonly freeze: string;
  readonly epochs: number;
  readonly seeds: number;
  /** Pictures that judge, which chose no epoch. */
  readonly pictures: number;
  readonly fixed: { readonly accuracy: number; readonly seconds: number; readonly processorSeconds: number };
  readonly growing: { readonly accuracy: number; readonly seconds: number; readonly processorSeconds: number };
  /** Growing minus fixed with its 95 % t interval over pictures; `p` null where no picture tells them apart. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number | null;
  readonly processorRatio: Ratio;
  readonly clockRatio: Ratio;
  readonly isProvenWorse: boolean;
}

/** The most of the fixed size's processor seconds that growing may take. */
const mostRatio = 0.6;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function ratioOf(growing: readonly SizedRun[], fixed: readonly SizedRun[], of: (run: SizedRun) => number): Ratio {
  const ratios = growing.map((run, seed) => of(run) / of(fixed[seed]!));
  return { median: median(ratios)!, low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** Runs of the same seeds, turn by turn. A picture counts once, by the share of seeds that have it right. */
export function sizesRow(about: Pick<SizesRow, 'set' | 'sizes' | 'freeze' | 'epochs'>, fixed: readonly SizedRun[], growing: readonly SizedRun[]): SizesRow {
  const [before, after] = [shares(fixed), shares(growing)];
  const paired = pairedMeans(after, before);
  const difference = mean(after) - mean(before);
  const told = (runs: readonly SizedRun[], right: readonly number[]) => ({
    accuracy: mean(right),
    seconds: median(runs.map(({ seconds }) => seconds))!,
    processorSeconds: median(runs.map(({ processorSeconds }) => processorSeconds))!,
  });
  return {
    ...about,
    seeds: fixed.length,
    pictures: before.length,
    fixed: told(fixed, before),
    growing: told(growing, after),
    difference,
    low: paired?.low ?? difference,
    high: paired?.high ?? difference,
    p: paired?.p ?? null,
    processorRatio: ratioOf(growing, fixed, ({ processorSeconds }) => processorSeconds),
    clockRatio: ratioOf(growing, fixed, ({ seconds }) => seconds),
    isProvenWorse: paired !== null && paired.p < 0.05 && difference < 0,
  };
}

/** Whether the aim is met: at least 40 % less, and no loss that is proven. */
export const holds = ({ processorRatio, isProvenWorse }: SizesRow): boolean => processorRatio.median <= mostRatio && !isProvenWorse;

const percent = (share: number): string => (100 * share).toFixed(1);
const ratioText = ({ median: middle, low, high }: Ratio): string => `${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** A row as `console.table` shows it. */
export const sizesCells = (row: SizesRow): Record<string, string> => ({
  pictures: `${row.set}, ${row.sizes}, ${row.freeze}, ${row.epochs} epochs`,
  'fixed %': percent(row.fixed.accuracy),
  'growing %': percent(row.growing.accuracy),
  'growing minus fixed': `${percent(row.difference)} (${percent(row.low)} to ${percent(row.high)})`,
  p: row.p?.toFixed(3) ?? 'the same',
  'processor s': `${row.fixed.processorSeconds.toFixed(0)}, ${row.growing.processorSeconds.toFixed(0)}`,
  'processor ratio': ratioText(row.processorRatio),
  'clock ratio': ratioText(row.clockRatio),
  aim: holds(row) ? 'holds' : 'MISSED',
});
