import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { createPredictor } from '../src/core/nets/predictor.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { openPrefix } from '../src/core/training/prefix.ts';
import { buildTargets } from '../src/core/training/targets.ts';
import { initialState, openTrainingSession } from '../src/core/training/training-session.ts';
import type { Precision } from '../src/shared/run-settings.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

export const classes = ['a', 'b', 'c', 'd', 'e', 'f'];

export interface GraphMeasurement {
  readonly model: string;
  readonly cut: string;
  readonly precision: Precision;
  readonly imageSize: number;
  readonly batchSize: number;
}

/** One forward pass of a batch. */
export function forwardWork({ model, precision, imageSize, batchSize }: Omit<GraphMeasurement, 'cut'>): () => void {
  const net = planNet(namedNets.get(model)!.spec);
  const tensors = drawnWeights(net, classes.length);
  const preprocessing = preprocessingOf(imageSize);
  const pixels = new Uint8Array(batchSize * imageSize ** 2 * 3).fill(100);
  if (precision !== 'float32') {
    const prefix = openPrefix({ net, tensors, cut: 'head', preprocessing, compute: precision });
    return () => void prefix.run(pixels, batchSize);
  }
  const predictor = createPredictor({ net, classes, preprocessing, tensors });
  return () => void predictor.logits(pixels, batchSize);
}

/** One step on a batch of features, the update in it. */
export function stepWork({ model, cut, precision, imageSize, batchSize }: GraphMeasurement): () => void {
  const net = planNet(namedNets.get(model)!.spec);
  const tensors = drawnWeights(net, classes.length);
  const preprocessing = preprocessingOf(imageSize);
  const prefix = openPrefix({ net, tensors, cut, preprocessing, compute: precision });
  const input = prefix.feed(new Uint8Array(batchSize * prefix.recordBytes).fill(60), batchSize);
  const session = openTrainingSession({
    plan: net,
    cut,
    classes: classes.length,
    batchNorm: 'eval',
    compute: precision,
    optimizer: 'adamw',
    weightDecay: 0.01,
    preprocessing,
  });
  session.restore(initialState(session.rows, tensors));
  const labels = Array.from({ length: batchSize }, (_, i) => i % classes.length);
  const targets = buildTargets(labels, classes.length, 0.1, new Float64Array(classes.length).fill(1));
  let step = 0;
  return () => void session.step(input, targets.values, targets.weight, 1e-5, ++step);
}
