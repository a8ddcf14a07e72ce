import { feedsWords } from '../engine/session.ts';
import { createGraph, placeholder, scalar } from '../graph/graph.ts';
import { multiply, softmax } from '../graph/math-ops.ts';
import { identity } from '../graph/array-ops.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import type { TensorMap } from '../tensor.ts';
import type { Branch } from './graph/branch.ts';
import type { Backbone, Model } from './model.ts';
import { classify } from './graph/head.ts';
import { featureMap, normalise, pool, trunk } from './graph/network-graph.ts';
import { createFrozenGraph, openFrozen } from './open-frozen.ts';
import type { FrozenWeights } from './open-frozen.ts';
import type { NetPlan } from './plan/net-plan.ts';

/** A network that answers; float32 throughout. Pixels are RGB 0..255, `[batch, imageSize, imageSize, 3]`. */
export interface Predictor {
  readonly dimensions: number;
  /** `[batch, classes]` */
  logits(pixels: Uint8Array, batch: number): Float32Array;
  /** Pooled features before the classifier, `[batch, dimensions]`. */
  features(pixels: Uint8Array, batch: number): Float32Array;
  /** Both in one pass. */
  logitsAndFeatures(pixels: Uint8Array, batch: number): { logits: Float32Array; features: Float32Array };
  /** Logits and the map before pooling, `[batch, map.rows, map.columns, dimensions]`, in one pass. */
  logitsAndMap(pixels: Uint8Array, batch: number): { logits: Float32Array; map: Float32Array };
  readonly map: { readonly rows: number; readonly columns: number };
  close(): void;
}

/** A network whose tensors are all frozen: constants, unless its graph is told otherwise. */
export function frozenBranch(net: NetPlan, tensors: TensorMap, graph = createGraph()): Branch {
  return { graph, plan: net, tensors, compute: 'float32', mode: () => 'frozen' };
}

/** Builds the graph, opens a session. Needs a process with the engine's environment. */
export function createPredictor(model: Model | Backbone, weights: FrozenWeights = 'constant'): Predictor {
  const branch = frozenBranch(model.net, model.tensors, createFrozenGraph(weights));
  const { graph, plan } = branch;
  const size = model.preprocessing.imageSize;
  const images = pixelPlaceholder(graph, 'images', [size, size, 3], feedsWords());
  const map = featureMap(branch, normalise(graph, images, model.preprocessing));
  const pooled = pool(branch, map);
  identity(graph, map, 'map');
  identity(graph, pooled, 'features');
  if ('classes' in model) identity(graph, classify(branch, pooled, model.classes.length), 'logits');
  const session = openFrozen(graph);
  const run = (pixels: Uint8Array, batch: number, outputs: readonly string[]) =>
    session.run({ images: { shape: [batch, size, size, 3], values: pixels } }, outputs) as Float32Array[];
  const [, rows, columns] = map.shape as [null, number, number];
  return {
    dimensions: plan.features,
    map: { rows, columns },
    logits: (pixels, batch) => run(pixels, batch, ['logits'])[0]!,
    features: (pixels, batch) => run(pixels, batch, ['features'])[0]!,
    logitsAndFeatures(pixels, batch) {
      const [logits, features] = run(pixels, batch, ['logits', 'features']);
      return { logits: logits!, features: features! };
    },
    logitsAndMap(pixels, batch) {
      const [logits, values] = run(pixels, batch, ['logits', 'map']);
      return { logits: logits!, map: values! };
    },
    close: session.close,
  };
}

/**
 * The same network as a SavedModel: `image` float32 `[batch, size, size, 3]` RGB 0..255 → `probabilities` `[batch, classes]`, divided by the
 * temperature inside; `logits` names what it divides, `features` what they are made of.
 */
export function encodePredictionModel(model: Model): Uint8Array {
  const branch = frozenBranch(model.net, model.tensors);
  const { graph, plan } = branch;
  const size = model.preprocessing.imageSize;
  const image = placeholder(graph, 'image', 'float32', [null, size, size, 3]);
  const pooled = identity(graph, trunk(branch, normalise(graph, image, model.preprocessing), -1, plan.blocks.length), 'features');
  const logits = identity(graph, classify(branch, pooled, model.classes.length), 'logits');
  const cooled = (model.temperature ?? 1) === 1 ? logits : multiply(graph, logits, scalar(graph, 1 / model.temperature!));
  const probabilities = identity(graph, softmax(graph, cooled), 'probabilities');
  return encodeSavedModel(graph, { inputs: { image }, outputs: { probabilities } });
}
