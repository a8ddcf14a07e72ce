import { expect, test } from 'vitest';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { mixSeed, seededRandom } from '../training/seeded-random.ts';
import { initialWeights } from './initial-weights.ts';
import { namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';

const randomOf = (seed: number) => (tensor: string) => seededRandom(mixSeed(seed, ...Buffer.from(tensor)));
const drawn = (name: string, seed = 1) => initialWeights(planNet(namedNets.get(name)!.spec), 10, randomOf(seed));

function moments(values: Float32Array): { mean: number; deviation: number; kurtosis: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  return { mean, deviation: Math.sqrt(central(2)), kurtosis: central(4) / central(2) ** 2 };
}

test.each([
  ['resnet18', 'conv1.weight', Math.sqrt(2 / (64 * 49))],
  ['resnet18', 'layer3.1.conv2.weight', Math.sqrt(2 / (256 * 9))],
  ['resnet18', 'layer2.0.downsample.0.weight', Math.sqrt(2 / 128)],
  // Fan-out of a grouped convolution: what one input channel feeds.
  ['resnext50_32x4d', 'layer2.1.conv2.weight', Math.sqrt(2 / ((256 / 32) * 9))],
])('%s: %s is normal with the deviation of He on fan-out', (name, tensor, deviation) => {
  const { data } = drawn(name).get(tensor)!;
  const found = moments(data);
  // Five standard errors of each.
  expect(Math.abs(found.mean)).toBeLessThan((5 * deviation) / Math.sqrt(data.length));
  expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * data.length));
  expect(Math.abs(found.kurtosis - 3)).toBeLessThan(5 * Math.sqrt(24 / data.length));
});

test('norms pass what comes; a linear layer is drawn as in PyTorch; a gate starts as its spec says', () => {
  const spec = netSpecSchema.parse({
    stem: 'small',
    stages: [{ blocks: 1, channels: 16, stride: 1 }],
    block: 'basic',
    shortcut: { same: { kind: 'exclusive-gate', bias: -6 } },
    head: { kind: 'mlp', hidden: 400 },
  });
  const tensors = initialWeights(planNet(spec), 25, randomOf(3));
  const values = (name: string) => tensors.get(name)!.data;
  expect(new Set(values('bn1.weight'))).toEqual(new Set([1]));
  expect(new Set(values('bn1.bias'))).toEqual(new Set([0]));
  expect(new Set(values('layer1.0.bn2.running_var'))).toEqual(new Set([1]));
  expect(new Set(values('layer1.0.gate.bias'))).toEqual(new Set([-6]));
  const [first, last] = [values('fc.0.weight'), values('fc.3.weight')];
  expect(tensors.get('fc.0.weight')!.shape).toEqual([400, 16]);
  expect(Math.max(...first.map(Math.abs))).toBeLessThanOrEqual(1 / 4);
  expect(moments(first).deviation).toBeCloseTo(1 / 4 / Math.sqrt(3), 2);
  expect(Math.max(...last.map(Math.abs))).toBeLessThanOrEqual(1 / 20);
  expect(Math.max(...values('fc.3.bias').map(Math.abs))).toBeLessThanOrEqual(1 / 20);
});

test('the same seed draws the same, another seed another; a tensor does not depend on the others', () => {
  const [one, again, other] = [drawn('cifar_resnet20'), drawn('cifar_resnet20'), drawn('cifar_resnet20', 2)];
  expect(again).toEqual(one);
  expect(other.get('conv1.weight')).not.toEqual(one.get('conv1.weight'));
  expect(drawn('cifar_resnet56').get('layer2.1.conv1.weight')).toEqual(one.get('layer2.1.conv1.weight'));
});
