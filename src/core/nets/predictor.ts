import { openSession } from '../engine/session.ts';
import { createGraph, placeholder } from '../graph/graph.ts';
import { softmax } from '../graph/math-ops.ts';
import { identity } from '../graph/array-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { TensorMap } from '../tensor.ts';
import type { Architecture } from './architecture.ts';
import type { Branch } from './layers.ts';
import type { Model } from './model.ts';
import { classify, normalise, trunk } from './network-graph.ts';
import { planNet } from './net-plan.ts';

/** A network that answers; float32 throughout. Pixels are RGB 0..255, `[batch, imageSize, imageSize, 3]`. */
export interface Predictor {
  readonly dimensions: number;
  /** `[batch, classes]` */
  logits(pixels: Uint8Array, batch: number): Float32Array;
  /** Pooled features before the classifier, `[batch, dimensions]`. */
  features(pixels: Uint8Array, batch: number): Float32Array;
  close(): void;
}

/** A network whose tensors are all constants. */
export function frozenBranch(architecture: Architecture, tensors: TensorMap): Branch {
  return { graph: createGraph(), plan: planNet(architecture), tensors, compute: 'float32', mode: () => 'frozen' };
}

/** A backbone without a classifier answers `features` only. */
export interface Backbone {
  readonly architecture: Architecture;
  readonly preprocessing: Preprocessing;
  readonly tensors: TensorMap;
}

/** Builds the graph, opens a session. Needs a process with the engine's environment. */
export function createPredictor(model: Model | Backbone): Predictor {
  const branch = frozenBranch(model.architecture, model.tensors);
  const { graph, plan } = branch;
  const size = model.preprocessing.imageSize;
  const images = placeholder(graph, 'images', 'uint8', [null, size, size, 3]);
  const pooled = trunk(branch, normalise(graph, images, model.preprocessing), -1, plan.blocks.length);
  identity(graph, pooled, 'features');
  if ('classes' in model) identity(graph, classify(branch, pooled, model.classes.length), 'logits');
  const session = openSession(encodeSavedModel(graph));
  const run = (output: string) => (pixels: Uint8Array, batch: number) =>
    session.run({ images: { shape: [batch, size, size, 3], values: pixels } }, [output])[0] as Float32Array;
  return { dimensions: plan.classifier.inFeatures, logits: run('logits'), features: run('features'), close: session.close };
}

/** The same network as a SavedModel: `image` float32 `[batch, size, size, 3]` RGB 0..255 → `probabilities` `[batch, classes]`. */
export function encodePredictionModel(model: Model): Uint8Array {
  const branch = frozenBranch(model.architecture, model.tensors);
  const { graph, plan } = branch;
  const size = model.preprocessing.imageSize;
  const image = placeholder(graph, 'image', 'float32', [null, size, size, 3]);
  const pooled = trunk(branch, normalise(graph, image, model.preprocessing), -1, plan.blocks.length);
  const probabilities = identity(graph, softmax(graph, classify(branch, pooled, model.classes.length)), 'probabilities');
  return encodeSavedModel(graph, { inputs: { image }, outputs: { probabilities } });
}
