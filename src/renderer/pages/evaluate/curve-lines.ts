import type { EpochReport } from '../../../shared/trainer-protocol.ts';
import { lineColours, type ChartLine } from '../../components/charts/chart-line.ts';

export interface RunCurve {
  readonly label: string;
  readonly epochs: readonly EpochReport[];
}

/** Five and eight have no common part: forty lines differ in the pair of both. */
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [10, 3, 2, 3], [14, 5]];

/** One line a run over one axis of epochs, which goes on through phases; where a run has none there is nothing. Pure. */
export function curveLines(curves: readonly RunCurve[], pick: (epoch: EpochReport) => number): { x: number[]; lines: ChartLine[] } {
  const last = Math.max(0, ...curves.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)));
  const x = Array.from({ length: last }, (_, i) => i + 1);
  const lines = curves.map(({ label, epochs }, i): ChartLine => {
    const byEpoch = new Map(epochs.map((epoch) => [epoch.epoch, pick(epoch)]));
    const dash = dashes[i % dashes.length];
    return { label, values: x.map((epoch) => byEpoch.get(epoch) ?? Number.NaN), colour: lineColours[i % lineColours.length]!, ...(dash && { dash }) };
  });
  return { x, lines };
}
