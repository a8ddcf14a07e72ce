import { expect, test } from 'vitest';
import { namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';
import { receptiveField } from './receptive-field.ts';

// By hand: of ResNet-18 the stem sees 11 pixels at steps of 4, then 4 convolutions of 3 add 8 each, and so on.
test.each([
  ['resnet18', 435, 32],
  ['resnet34', 899, 32],
  // The stride in the 3x3, not in the 1x1 before it.
  ['resnet50', 427, 32],
  ['resnext50_32x4d', 427, 32],
  // 3 + 6 · 2 = 15; then 2 + 5 · 4 = 22; then 4 + 5 · 8 = 44.
  ['cifar_resnet20', 81, 4],
])('%s: one value of its last map sees %i pixels, the next begins %i further', (name, size, stride) => {
  expect(receptiveField(planNet(namedNets.get(name)!.spec))).toEqual({ size, stride });
});
