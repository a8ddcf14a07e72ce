import type { EpochReport } from '../../../shared/trainer-protocol.ts';
import { lineColours } from '../../components/charts/chart-line.ts';
import type { ChartLine } from '../../components/charts/chart-line.ts';

/** Five and eight have no common part: forty lines differ in the pair of both. */
export const lineDashes: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [10, 3, 2, 3], [14, 5]];

export interface WayCurves {
  readonly name: string;
  /** Of each run of the way. */
  readonly runs: readonly (readonly EpochReport[])[];
}

/** The mean error of each way by epoch, 0..1; where no run of it has an epoch there is nothing. Pure. */
export function epochLines(ways: readonly WayCurves[], accuracyOf: (epoch: EpochReport) => number): { x: number[]; lines: ChartLine[] } {
  const last = Math.max(0, ...ways.flatMap(({ runs }) => runs.flatMap((epochs) => epochs.map(({ epoch }) => epoch))));
  const x = Array.from({ length: last }, (_, i) => i + 1);
  const lines = ways.map(({ name, runs }, i): ChartLine => {
    const values = x.map((epoch) => {
      const told = runs.flatMap((epochs) => epochs.filter((one) => one.epoch === epoch).map((one) => 1 - accuracyOf(one)));
      return told.length === 0 ? Number.NaN : told.reduce((sum, value) => sum + value, 0) / told.length;
    });
    const dash = lineDashes[i % lineDashes.length];
    return { label: name, values, colour: lineColours[i % lineColours.length]!, ...(dash && { dash }) };
  });
  return { x, lines };
}
