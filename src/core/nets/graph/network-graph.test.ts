import { expect, test } from 'vitest';
import { openSession } from '../../engine/session.ts';
import { cast, identity } from '../../graph/array-ops.ts';
import type { FloatType } from '../../graph/dtype.ts';
import { createGraph, placeholder } from '../../graph/graph.ts';
import { encodeSavedModel } from '../../graph/saved-model.ts';
import { createVariables } from '../../graph/variables.ts';
import { namedNets } from '../named.ts';
import { cutIndex } from '../plan/cut-point.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import type { Branch } from './branch.ts';
import { featureShape, normalise, trunk } from './network-graph.ts';
import { planNet } from '../plan/net-plan.ts';
import { frozenBranch } from '../predictor.ts';
import { tensorTable } from '../plan/tensor-table.ts';
import { generateWeights } from '../../../../test/rxg1.ts';

const imagenet: Preprocessing = {
  imageSize: 1,
  cropPct: 1,
  interpolation: 'bilinear',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channels: 'RGB',
};

/** A branch of variables: its graph can be laid out without weights. */
function variableBranch(name: string): Branch {
  const graph = createGraph();
  const plan = planNet(namedNets.get(name)!.spec);
  return { graph, plan, tensors: new Map(), variables: createVariables(graph), compute: 'float32', mode: () => 'eval' };
}

test.each(['resnet18', 'resnet50', 'resnext50_32x4d', 'resnetv2_50', 'resnetv2_50x1_bit'])(
  'featureShape of %s is the shape the graph has at every cut, also for odd sizes',
  (name) => {
    for (const size of [64, 65, 97, 224]) {
      const branch = variableBranch(name);
      const images = placeholder(branch.graph, 'images', 'float32', [null, size, size, 3]);
      for (let cut = 0; cut <= branch.plan.blocks.length; cut++) {
        const { shape } = trunk(branch, images, -1, cut);
        expect(shape.slice(1), `${size} px, block ${cut}`).toEqual(featureShape(branch.plan, cut, size));
      }
      expect(featureShape(branch.plan, -1, size)).toEqual([size, size, 3]);
    }
  },
);

const small = planNet(namedNets.get('resnetv2_18')!.spec);
const weights = generateWeights(tensorTable(small, 2));

/** Features at a cut as the engine computes them, on pictures of 33 x 33 (odd sizes all the way down). */
function run(compute: FloatType, cut: string): { shape: number[]; values: Float32Array } {
  const branch: Branch = { ...frozenBranch(small, weights), compute };
  const { graph, plan } = branch;
  const images = placeholder(graph, 'images', 'uint8', [null, 33, 33, 3]);
  const pixels = normalise(graph, images, { ...imagenet, imageSize: 33 });
  const y = identity(graph, cast(graph, trunk(branch, pixels, -1, cutIndex(plan, cut)), 'float32'), 'y');
  const session = openSession(encodeSavedModel(graph));
  const feed = { shape: [2, 33, 33, 3], values: Uint8Array.from({ length: 2 * 33 * 33 * 3 }, (_, i) => (i * 37) % 256) };
  const [values] = session.run({ images: feed }, ['y']);
  session.close();
  return { shape: y.shape.slice(1) as number[], values: values as Float32Array };
}

test.each(['stage1', 'stage2.1', 'stage4', 'head'])('a graph up to %s holds as many values as its shape says', (cut) => {
  const { shape, values } = run('float32', cut);
  expect(values).toHaveLength(2 * shape.reduce((product, size) => product * size, 1));
  expect(values.every(Number.isFinite)).toBe(true);
});

test('a frozen pre-activation branch runs in bfloat16, near float32', () => {
  const [exact, low] = [run('float32', 'head').values, run('bfloat16', 'head').values];
  const rms = Math.sqrt(exact.reduce((total, value) => total + value * value, 0) / exact.length);
  const worst = Math.max(...exact.map((value, i) => Math.abs(value - low[i]!))) / rms;
  expect(worst).toBeLessThan(0.1);
  expect(worst).toBeGreaterThan(1e-5);
});

test('normalise is (x / 255 - mean) / std per channel', () => {
  const graph = createGraph();
  const images = placeholder(graph, 'images', 'uint8', [null, 1, 1, 3]);
  identity(graph, normalise(graph, images, imagenet), 'y');
  const session = openSession(encodeSavedModel(graph));
  const feed = { shape: [2, 1, 1, 3], values: Uint8Array.of(0, 128, 255, 1, 2, 3) };
  const [y] = session.run({ images: feed }, ['y']) as [Float32Array];
  session.close();
  for (const [i, pixel] of [0, 128, 255, 1, 2, 3].entries()) {
    expect(y[i]).toBeCloseTo((pixel / 255 - imagenet.mean[i % 3]!) / imagenet.std[i % 3]!, 5);
  }
});
