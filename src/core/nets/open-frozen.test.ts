import { expect, test } from 'vitest';
import { smallPreprocessing } from '../../../test/generated-model.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { liveTensors } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { normalise, trunk } from './graph/network-graph.ts';
import { createFrozenGraph, openFrozen } from './open-frozen.ts';
import type { FrozenWeights } from './open-frozen.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { frozenBranch } from './predictor.ts';

const wide = [32, 64, 64].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 }));
const nets = {
  'basic blocks': tinyNet(),
  "ImageNet's stem, bottlenecks, groups of channels": tinyNet({ stem: 'imagenet', block: 'bottleneck', stages: wide, groups: 8, baseWidth: 8 }),
};

test.each(Object.entries(nets).flatMap(([name, spec]) => (['float32', 'bfloat16'] as const).map((compute) => [name, compute, spec] as const)))(
  'weights that are fed give the bits of constants: %s, %s',
  (_, compute: FloatType, spec) => {
    const net = planNet(spec);
    const tensors = generateWeights(tensorTable(net, 2));
    const { imageSize } = smallPreprocessing;
    const pixels = Uint8Array.from({ length: 3 * imageSize ** 2 * 3 }, (_, i) => (i * 7919) % 253);
    const pooled = (weights: FrozenWeights) => {
      const graph = createFrozenGraph(weights);
      const branch = { ...frozenBranch(net, tensors, graph), compute };
      const images = pixelPlaceholder(graph, 'images', [imageSize, imageSize, 3], false);
      identity(graph, cast(graph, trunk(branch, normalise(graph, images, smallPreprocessing), -1, net.blocks.length), 'float32'), 'pooled');
      const before = liveTensors();
      const session = openFrozen(graph);
      expect(liveTensors()).toBe(before);
      const twice = [1, 2].map(() => session.run({ images: { shape: [3, imageSize, imageSize, 3], values: pixels } }, ['pooled'])[0]!);
      session.close();
      expect(twice[1]).toEqual(twice[0]);
      return { values: twice[0]!, bytes: encodeSavedModel(graph).length };
    };
    const constant = pooled('constant');
    const fed = pooled('fed');
    expect(fed.values).toEqual(constant.values);
    expect(fed.bytes, 'the weights stand beside the graph').toBeLessThan(constant.bytes);
  },
  60_000,
);
