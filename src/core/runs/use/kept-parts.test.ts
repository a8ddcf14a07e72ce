import { expect, test } from 'vitest';
import { endAfter } from '../../nets/end-after.ts';
import { parameterCount } from '../../nets/figures.ts';
import { namedNets } from '../../nets/named.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { keepableParts, keptPart } from './profile.ts';

const profileOf = (name: string) => {
  const { spec: net } = namedNets.get(name)!;
  const after = net.stages.flatMap(({ blocks }, stage) => Array.from({ length: blocks }, (_, i) => `stage${stage + 1}.${i}`));
  return { net, blocks: after.map((one, i) => ({ after: one, dimensions: 8, accuracy: 0.5 + i / 100, low: 0, high: 1, millisecondsPerImage: i + 1 })) };
};

test.each(['resnet18', 'resnet50', 'resnext50_32x4d', 'cifar_resnet20'])('what is kept of %s has the parameters of the network that ends there', (name) => {
  const profile = profileOf(name);
  const parts = keepableParts(profile);
  expect(parts.map(({ after }) => after)).toEqual(profile.blocks.slice(0, -1).map(({ after }) => after));
  const count = (block: string) => parameterCount(planNet(endAfter(profile.net, block)), 0);
  for (const { after, parameters } of parts) expect(parameters).toBeCloseTo(count(after) / parameterCount(planNet(profile.net), 0), 12);
  expect(parts[0]).toMatchObject({ timesAsFast: profile.blocks.length });
  expect(keptPart(profile, 'stage2')).toEqual(parts.find(({ after }) => after === `stage2.${profile.net.stages[1]!.blocks - 1}`));
});

test('a pre-activation network may end nowhere before its end; what is no block is refused', () => {
  expect(keepableParts(profileOf('cifar_preresnet110'))).toEqual([]);
  expect(() => keptPart(profileOf('resnet18'), 'stage9')).toThrow(/no block of this network/);
});
