import { feedsWords } from '../engine/session.ts';
import type { Feed } from '../engine/session.ts';
import { identity } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { classify } from '../nets/graph/head.ts';
import { featureShape, normalise, trunk } from '../nets/graph/network-graph.ts';
import type { Model } from '../nets/model.ts';
import { createFrozenGraph, openFrozen } from '../nets/open-frozen.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import { frozenBranch } from '../nets/predictor.ts';
import { featurePlaceholder } from './training-graph.ts';
import { widenBrain, widenHalf } from '../weights/widen.ts';

/** A finished network from a cut on, in float32. */
export interface Tail {
  /** What a source of float32 gives before the cut (`widened`: of less) → pooled features `[batch, dimensions]`. */
  features(input: Feed): Float32Array;
  /** The same with logits `[batch, classes]`. */
  logitsAndFeatures(input: Feed): { logits: Float32Array; features: Float32Array };
  close(): void;
}

/** Opens what lies behind `cut` of a finished model; at `stem` that is all of it, and at `head` the classifier. */
export function openTail({ net, tensors, preprocessing, classes }: Model, cut: string): Tail {
  const position = cutIndex(net, cut);
  const branch = frozenBranch(net, tensors, createFrozenGraph('fed'));
  const { graph } = branch;
  const shape = featureShape(net, position, preprocessing.imageSize);
  const input =
    position < 0
      ? normalise(graph, pixelPlaceholder(graph, 'input', shape, feedsWords()), preprocessing)
      : featurePlaceholder(graph, 'input', shape, 'float32');
  const pooled = identity(graph, trunk(branch, input, position, net.blocks.length), 'features');
  identity(graph, classify(branch, pooled, classes.length), 'logits');
  const session = openFrozen(graph);
  return {
    features: (batch) => session.run({ input: batch }, ['features'])[0] as Float32Array,
    logitsAndFeatures(batch) {
      const [logits, features] = session.run({ input: batch }, ['logits', 'features']) as [Float32Array, Float32Array];
      return { logits, features };
    },
    close: session.close,
  };
}

/** Features of less than float32, as `packFeatures` made them, in float32: exact. */
export function widened({ shape, values }: Feed, type: Exclude<FloatType, 'float32'>): Feed {
  const wide = new Float32Array(2 * values.length);
  (type === 'float16' ? widenHalf : widenBrain)(new Uint16Array(values.buffer, values.byteOffset, wide.length), wide, 0);
  return { shape: [...shape.slice(0, -1), 2 * shape.at(-1)!], values: wide };
}
