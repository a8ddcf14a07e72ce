import { feedsWords, openSession } from '../engine/session.ts';
import { identity } from '../graph/array-ops.ts';
import type { Value } from '../graph/graph.ts';
import { mean, square } from '../graph/math-ops.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { tensorOf } from './folding.ts';
import type { Branch } from './graph/branch.ts';
import { normalise, pooledAfterEach } from './graph/network-graph.ts';
import { frozenBranch } from './predictor.ts';
import type { Backbone } from './model.ts';

/** Where a network may end, and what it then knows of a picture. */
export interface DepthFeatures {
  /** `stem`, `stage1.0` …; the network ends after it. */
  readonly places: readonly { readonly after: string; readonly dimensions: number }[];
  /** BatchNorms in the order of the network; empty where a convolution is not followed by its norm. */
  readonly norms: readonly SeenNorm[];
  /** Pooled features of every place, each `[batch, dimensions]`, in one pass, and what the norms saw of each picture. Pixels as of `Predictor`. */
  features(pixels: Uint8Array, batch: number): { pooled: Float32Array[]; moments: NormMoments[] };
  /** Computes up to one place alone, so that it can be timed. */
  runTo(place: number, pixels: Uint8Array, batch: number): void;
  close(): void;
}

/** A BatchNorm; over what it was trained on, each channel left it with mean beta and standard deviation |gamma|. */
interface SeenNorm {
  readonly part: string;
  readonly beta: Float32Array;
  readonly gamma: Float32Array;
}

/** Of what a norm makes of each picture, over its places, `[batch, channels]` each. */
interface NormMoments {
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
}

/** Opens a backbone with an end after its stem and after every residual block; float32. Needs a process with the engine's environment. */
export function openDepthFeatures(backbone: Backbone): DepthFeatures {
  const norms: SeenNorm[] = [];
  const momentNames: [string, string][] = [];
  const bare = frozenBranch(backbone.net, backbone.tensors);
  const branch: Branch = {
    ...bare,
    onNorm({ name }, part, value) {
      const of = (kind: string) => Float32Array.from(tensorOf(backbone.tensors, `${name}.${kind}`).data);
      const at = norms.push({ part, beta: of('bias'), gamma: of('weight') });
      const told = (kind: string, x: Value) => identity(bare.graph, mean(bare.graph, x, [1, 2]), `${kind}_${at}`).name;
      momentNames.push([told('mean', value), told('mean_square', square(bare.graph, value))]);
    },
  };
  const { graph, plan } = branch;
  const size = backbone.preprocessing.imageSize;
  const images = pixelPlaceholder(graph, 'images', [size, size, 3], feedsWords());
  const pooled = pooledAfterEach(branch, normalise(graph, images, backbone.preprocessing));
  const names = pooled.map((value: Value, at) => identity(graph, value, `pooled_${at}`).name);
  const session = openSession(encodeSavedModel(graph));
  const run = (pixels: Uint8Array, batch: number, fetches: readonly string[]) =>
    session.run({ images: { shape: [batch, size, size, 3], values: pixels } }, fetches) as Float32Array[];
  return {
    places: pooled.map(({ shape }, at) => ({ after: at === 0 ? 'stem' : plan.blocks[at - 1]!.cut, dimensions: shape[1]! })),
    norms,
    features(pixels, batch) {
      const all = run(pixels, batch, [...names, ...momentNames.flat()]);
      const moments = norms.map((_, at) => ({ mean: all[names.length + 2 * at]!, meanSquare: all[names.length + 2 * at + 1]! }));
      return { pooled: all.slice(0, names.length), moments };
    },
    runTo: (place, pixels, batch) => void run(pixels, batch, [names[place]!]),
    close: session.close,
  };
}
