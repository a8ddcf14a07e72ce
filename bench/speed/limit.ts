import { isTrained } from '../../src/core/nets/plan/cut-point.ts';
import { layerCosts } from '../../src/core/nets/figures.ts';
import { namedNets } from '../../src/core/nets/named.ts';
import { planNet } from '../../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../../src/core/nets/plan/tensor-table.ts';
import { elementCount } from '../../src/core/tensor.ts';
import type { GraphWork, SpeedPrecision } from './cells.ts';

/** What the machine reaches, measured. */
export interface Peaks {
  /** Of a product of large square matrices, in the cell's type of numbers: PyTorch's or this program's engine's, whichever is faster. */
  readonly multiplyAddsPerSecond: number;
  /** Read and written, of an array that no cache holds. */
  readonly bytesPerSecond: number;
}

/** What has to be done for one picture. */
export interface Work {
  readonly multiplyAdds: number;
  readonly bytes: number;
}

const classes = 6;
const valueBytes = { float32: 4, bfloat16: 2 } as const;
/** AdamW reads weight, gradient and two moments and writes three of them, in float32. */
const optimizerBytes = 7 * 4;

/**
 * The least that a figure has to do for one picture. Forward: each layer's result is written once and read once. A step: the part behind the cut
 * (what is before it comes from the cache), its result once more for the gradient of the weights, the gradient of the result written and read, the
 * update once a batch.
 */
export function workOf({ what, cut, imageSize, batchSize }: GraphWork, model: string, precision: SpeedPrecision): Work {
  const plan = planNet(namedNets.get(model)!.spec);
  const layers = layerCosts(plan, imageSize, classes);
  const bytes = valueBytes[precision];
  const parameters = (isWanted: (part: string) => boolean) =>
    tensorTable(plan, classes).filter(({ part, role }) => isWanted(part) && role !== 'running-mean' && role !== 'running-var').reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const sum = (of: (layer: (typeof layers)[number]) => number) => layers.reduce((total, layer) => total + of(layer), 0);
  if (what === 'forward') return { multiplyAdds: sum((layer) => layer.multiplyAdds), bytes: bytes * (2 * sum((layer) => layer.outputs) + parameters(() => true) / batchSize) };
  const trained = (part: string) => isTrained(plan, part, { cut });
  const first = layers.find(({ part }) => trained(part))!.part;
  // Forward, gradient of the weights, and of the input unless that is frozen.
  const passes = ({ part, readsFrozen }: (typeof layers)[number]) => (trained(part) ? (readsFrozen && part === first ? 2 : 3) : 0);
  return {
    multiplyAdds: sum((layer) => passes(layer) * layer.multiplyAdds),
    bytes: 5 * bytes * sum(({ part, outputs }) => (trained(part) ? outputs : 0)) + (optimizerBytes * parameters(trained)) / batchSize,
  };
}

/** Pictures a second that the slower of both peaks allows. */
export const limitOf = ({ multiplyAdds, bytes }: Work, { multiplyAddsPerSecond, bytesPerSecond }: Peaks): number =>
  1 / Math.max(multiplyAdds / multiplyAddsPerSecond, bytes / bytesPerSecond);
