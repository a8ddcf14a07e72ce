import { openSession } from '../engine/session.ts';
import { identity } from '../graph/array-ops.ts';
import { placeholder } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { normalise, pooledAfterEach } from './graph/network-graph.ts';
import { frozenBranch } from './predictor.ts';
import type { Backbone } from './model.ts';

/** Where a network may end, and what it then knows of a picture. */
export interface DepthFeatures {
  /** `stem`, `stage1.0` …; the network ends after it. */
  readonly places: readonly { readonly after: string; readonly dimensions: number }[];
  /** Pooled features of every place, each `[batch, dimensions]`, in one pass. Pixels as of `Predictor`. */
  features(pixels: Uint8Array, batch: number): Float32Array[];
  /** Computes up to one place alone, so that it can be timed. */
  runTo(place: number, pixels: Uint8Array, batch: number): void;
  close(): void;
}

/** Opens a backbone with an end after its stem and after every residual block; float32. Needs a process with the engine's environment. */
export function openDepthFeatures(backbone: Backbone): DepthFeatures {
  const branch = frozenBranch(backbone.net, backbone.tensors);
  const { graph, plan } = branch;
  const size = backbone.preprocessing.imageSize;
  const images = placeholder(graph, 'images', 'uint8', [null, size, size, 3]);
  const pooled = pooledAfterEach(branch, normalise(graph, images, backbone.preprocessing));
  const names = pooled.map((value: Value, at) => identity(graph, value, `pooled_${at}`).name);
  const session = openSession(encodeSavedModel(graph));
  const run = (pixels: Uint8Array, batch: number, fetches: readonly string[]) =>
    session.run({ images: { shape: [batch, size, size, 3], values: pixels } }, fetches) as Float32Array[];
  return {
    places: pooled.map(({ shape }, at) => ({ after: at === 0 ? 'stem' : plan.blocks[at - 1]!.cut, dimensions: shape[1]! })),
    features: (pixels, batch) => run(pixels, batch, names),
    runTo: (place, pixels, batch) => void run(pixels, batch, [names[place]!]),
    close: session.close,
  };
}
