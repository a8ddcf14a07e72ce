import { expect, test } from 'vitest';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { FloatType } from '../graph/dtype.ts';
import { namedNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { drawnWeights } from './drawn-weights.ts';
import { openPrefix } from './prefix.ts';
import { seededRandom } from './seeded-random.ts';
import { buildTargets } from './targets.ts';
import { initialState, openTrainingSession, weightsOf } from './training-session.ts';

const [classes, batch, imageSize] = [6, 8, 64];
const preprocessing: Preprocessing = { imageSize, cropPct: 1, interpolation: 'bilinear', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: 'RGB', fit: 'crop' };
const net = planNet(namedNets.get('resnet18')!.spec);
const tensors = drawnWeights(net, classes);

/** What one step of SGD at a rate of 1 takes off each weight: the gradients. */
function gradientsIn(compute: FloatType): Map<string, Float32Array> {
  const random = seededRandom(3);
  const pixels = Uint8Array.from({ length: batch * imageSize ** 2 * 3 }, () => random() * 256);
  const prefix = openPrefix({ net, tensors, cut: 'stage4', preprocessing, compute });
  const input = prefix.feed(prefix.run(pixels, batch), batch);
  const session = openTrainingSession({ plan: net, cut: 'stage4', classes, batchNorm: 'eval', compute, optimizer: 'sgd', weightDecay: 0, preprocessing });
  try {
    const before = initialState(session.rows, tensors);
    session.restore(before);
    const { values, weight } = buildTargets(Array.from({ length: batch }, (_, i) => i % classes), classes, 0, new Float64Array(classes).fill(1));
    session.step(input, values, weight, 1, 1);
    const [from, to] = [weightsOf(session.rows, before), weightsOf(session.rows, session.read())];
    return new Map([...from].map(([name, { data }]) => [name, data.map((value, at) => value - to.get(name)!.data[at]!)]));
  } finally {
    session.close();
    prefix.close();
  }
}

const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test('gradients in bfloat16, where norms of few activations are not in the weights, are those of float32', () => {
  const [exact, low] = [gradientsIn('float32'), gradientsIn('bfloat16')];
  const trained = [...exact].filter(([name]) => !name.includes('running'));
  expect(trained.filter(([name]) => name.includes('.bn'))).toHaveLength(8);
  for (const [name, values] of trained) {
    expect(length(values), name).toBeGreaterThan(0);
    expect(length(values.map((value, at) => value - low.get(name)![at]!)) / length(values), name).toBeLessThan(0.05);
  }
});
