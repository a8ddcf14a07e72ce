import { feedsWords, openSession } from '../engine/session.ts';
import type { Feed } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { featureShape, normalise, trunk } from '../nets/graph/network-graph.ts';
import type { Model } from '../nets/model.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import { frozenBranch } from '../nets/predictor.ts';
import { featurePlaceholder, featureType } from './training-graph.ts';

/** A finished network from a cut on. */
export interface Tail {
  /** What a source of `compute` gives before the cut → pooled features `[batch, dimensions]`, in float32. */
  features(input: Feed): Float32Array;
  close(): void;
}

/** Opens what lies behind `cut` of a finished model; at `stem` that is all of it, and nothing at `head`. */
export function openTail({ net, tensors, preprocessing }: Model, cut: string, compute: FloatType): Tail {
  const position = cutIndex(net, cut);
  if (position === net.blocks.length) return { features: ({ values }) => Float32Array.from(values as Float32Array), close: () => undefined };
  const branch = frozenBranch(net, tensors);
  const { graph } = branch;
  const shape = featureShape(net, position, preprocessing.imageSize);
  const input =
    position < 0
      ? normalise(graph, pixelPlaceholder(graph, 'input', shape, feedsWords()), preprocessing)
      : cast(graph, featurePlaceholder(graph, 'input', shape, featureType(net, cut, compute)), 'float32');
  identity(graph, trunk(branch, input, position, net.blocks.length), 'features');
  const session = openSession(encodeSavedModel(graph));
  return { features: (batch) => session.run({ input: batch }, ['features'])[0] as Float32Array, close: session.close };
}
