import { expect, test } from 'vitest';
import { catalogueNets, namedNets } from './named.ts';
import { figuresByPart, gmac, parameterCount } from './figures.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

// torchvision's `_ops` and parameter counts, timm's for the others; tensors without num_batches_tracked.
test.each([
  ['resnet18', 11_689_512, 102, 1.814],
  ['resnet34', 21_797_672, 182, 3.664],
  ['resnet50', 25_557_032, 267, 4.089],
  ['resnet101', 44_549_160, 522, 7.801],
  ['resnet152', 60_192_808, 777, 11.514],
  ['resnext50_32x4d', 25_028_904, 267, 4.23],
  ['resnext101_32x4d', 44_177_704, 522, 7.97],
  ['resnext101_32x8d', 88_791_336, 522, 16.414],
  ['resnext101_64x4d', 83_455_272, 522, 15.46],
  ['wide_resnet50_2', 68_883_240, 267, 11.398],
  ['wide_resnet101_2', 126_886_696, 522, 22.753],
  ['resnetv2_18', 11_687_720, 90, 1.814],
  ['resnetv2_34', 21_795_880, 170, 3.664],
  ['resnetv2_50', 25_549_352, 251, 4.089],
  ['resnetv2_101', 44_541_480, 506, 7.801],
  ['resnetv2_50x1_bit', 25_549_352, 153, 4.089],
  ['resnetv2_101x1_bit', 44_541_480, 306, 7.801],
])('%s: %i parameters, %i tensors, %f GMAC', (name, parameters, tensors, multiplyAdds) => {
  const plan = planNet(namedNets.get(name)!.spec);
  expect(parameterCount(plan, 1000)).toBe(parameters);
  expect(tensorTable(plan, 1000)).toHaveLength(tensors);
  expect(Number(gmac(plan, 224).toFixed(3))).toBe(multiplyAdds);
});

test('every architecture is checked above', () => expect(catalogueNets.size).toBe(17));

test('parts come in order and add up', () => {
  const plan = planNet(namedNets.get('resnet18')!.spec);
  const parts = figuresByPart(plan, 7);
  expect(parts.map(({ part }) => part).slice(0, 3)).toEqual(['stem', 'stage1.0', 'stage1.1']);
  expect(parts[0]).toEqual({ part: 'stem', parameters: 64 * 3 * 49 + 128, tensors: 5 });
  expect(parts.at(-1)).toEqual({ part: 'head', parameters: 512 * 7 + 7, tensors: 2 });
  expect(parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(11_689_512 - 513_000 + 512 * 7 + 7);
});
