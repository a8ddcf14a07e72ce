import { StudioError } from '../errors.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';

/** `last:5` as a setting has it; null where nothing is averaged. */
export function epochsAsked(text: string): { readonly which: 'last' | 'best'; readonly count: number } | null {
  const [which, count] = text.split(':');
  return which === 'last' || which === 'best' ? { which, count: Number(count) } : null;
}

/**
 * Which epochs of a phase are averaged after those told: the last ones (arXiv 1803.05407 averages along the way, the transformer of arXiv
 * 1706.03762 its last checkpoints), or those of the lowest validation loss (a uniform soup, arXiv 2203.05482). In their order; pure.
 */
export function epochsToAverage(text: string, reports: readonly Pick<EpochReport, 'epoch' | 'valLoss'>[]): number[] {
  const asked = epochsAsked(text);
  if (!asked) return [];
  const { which, count } = asked;
  const sorted = which === 'last' ? reports.toReversed() : reports.toSorted((a, b) => a.valLoss - b.valLoss || a.epoch - b.epoch);
  return sorted.slice(0, count).map(({ epoch }) => epoch).toSorted((a, b) => a - b);
}

/** The mean of each tensor, running statistics too, summed in float64 in the order given. */
export function meanWeights(maps: readonly TensorMap[]): TensorMap {
  const [first, ...rest] = maps;
  if (!first) throw new StudioError('internal', 'No weights were given to average');
  const mean = new Map<string, Tensor>();
  for (const [name, { shape, data }] of first) {
    const sum = Float64Array.from(data);
    for (const other of rest) {
      const values = other.get(name)!.data;
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
    mean.set(name, { shape, data: Float32Array.from(sum, (value) => value / maps.length) });
  }
  return mean;
}
