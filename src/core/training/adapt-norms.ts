import { feedsWords, openSession } from '../engine/session.ts';
import { StudioError } from '../errors.ts';
import { identity } from '../graph/array-ops.ts';
import { createGraph } from '../graph/graph.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { createVariables, finishVariables, restoreVariables } from '../graph/variables.ts';
import type { Branch } from '../nets/graph/branch.ts';
import { featureMap, normalise } from '../nets/graph/network-graph.ts';
import type { Model } from '../nets/model.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import { initialState } from './training-session.ts';

/** PyTorch's momentum, by which a norm's new statistics are made of old ones (0 here) and the batch's. */
const momentum = 0.1;
export const isStatistic = (name: string): boolean => name.endsWith('.running_mean') || name.endsWith('.running_var');

/**
 * The statistics that every BatchNorm of a network has on these pictures, each layer after those before it (AdaBN: Li 2016, arXiv 1603.04779); over
 * batches their mean, as PyTorch's cumulative average (`momentum=None`). All other tensors are the model's own. Needs a process with the engine's
 * environment.
 * @param batches pixels of some pictures each, RGB 0..255, `[batch, size, size, 3]`, at least one
 * @throws StudioError `bad-usage` where the network has no BatchNorm
 */
export function adaptedTensors({ net, preprocessing, tensors, classes }: Model, batches: readonly { readonly pixels: Uint8Array; readonly batch: number }[]): TensorMap {
  const graph = createGraph();
  const variables = createVariables(graph);
  const found: { name: string; fetch: string; channels: number }[] = [];
  const branch: Branch = {
    graph,
    plan: net,
    tensors: new Map(),
    variables,
    compute: 'float32',
    mode: () => 'train',
    onStatistics({ name, channels }, runningMean, runningVariance) {
      for (const [leaf, value] of [['running_mean', runningMean], ['running_var', runningVariance]] as const) {
        found.push({ name: `${name}.${leaf}`, channels, fetch: identity(graph, value, `statistic_${found.length}`).name });
      }
    },
  };
  const size = preprocessing.imageSize;
  const images = pixelPlaceholder(graph, 'images', [size, size, 3], feedsWords());
  featureMap(branch, normalise(graph, images, preprocessing));
  if (found.length === 0) {
    throw new StudioError('bad-usage', 'This network has no BatchNorm, so it remembers no camera that it could be adapted from', {
      values: { kind: 'no-norm-to-adapt' },
      field: 'run',
      hint: 'Train with some pictures of the new camera instead.',
    });
  }
  finishVariables(variables);
  const session = openSession(encodeSavedModel(graph));
  try {
    // Old statistics of 0 leave the batch's alone, times momentum.
    const zeroed = new Map<string, Tensor>([...tensors].map(([name, tensor]) => [name, isStatistic(name) ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor]));
    restoreVariables(variables, initialState(tensorTable(net, classes.length), zeroed), session.run);
    const sums = found.map(({ channels }) => new Float64Array(channels));
    for (const { pixels, batch } of batches) {
      const values = session.run({ images: { shape: [batch, size, size, 3], values: pixels } }, found.map(({ fetch }) => fetch)) as Float32Array[];
      for (const [at, sum] of sums.entries()) for (const c of sum.keys()) sum[c]! += values[at]![c]! / momentum;
    }
    const adapted = new Map(tensors);
    for (const [at, { name, channels }] of found.entries()) adapted.set(name, { shape: [channels], data: Float32Array.from(sums[at]!, (sum) => sum / batches.length) });
    return adapted;
  } finally {
    session.close();
  }
}
