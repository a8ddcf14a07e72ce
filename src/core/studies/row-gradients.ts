import type { MeasuredGradients } from '../../shared/trainer-protocol.ts';

/** Of the runs of a cell together, epoch by epoch: the geometric mean of each block's norms; null where one of them is no finite number. Pure. */
export function rowGradients(runs: readonly (readonly MeasuredGradients[])[]): MeasuredGradients[] {
  const byEpoch = Map.groupBy(runs.flat(), ({ epoch }) => epoch);
  return [...byEpoch]
    .toSorted(([a], [b]) => a - b)
    .map(([epoch, measured]) => ({
      epoch,
      blocks: measured[0]!.blocks.map(({ block }, i) => ({ block, norm: geometricMean(measured.map(({ blocks }) => blocks[i]!.norm)) })),
    }));
}

function geometricMean(norms: readonly (number | null)[]): number | null {
  const known = norms.filter((norm) => norm !== null);
  if (known.length < norms.length) return null;
  return Math.exp(known.reduce((sum, norm) => sum + Math.log(norm), 0) / known.length);
}
