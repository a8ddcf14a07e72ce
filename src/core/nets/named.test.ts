import { expect, test } from 'vitest';
import { gmac, parameterCount } from './figures.ts';
import { catalogueNet, hasTimmNames, nameOf, namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

/** Parameters as the papers print them, in millions to their last digit: 1512.03385 table 6, 1603.05027 table 1, 1611.05431 table 7. */
test.each([
  ['cifar_resnet20', 0.27],
  ['cifar_resnet32', 0.46],
  ['cifar_resnet44', 0.66],
  ['cifar_resnet56', 0.85],
  ['cifar_resnet110', 1.7],
  ['cifar_preresnet110', 1.7],
  ['cifar_preresnet164', 1.7],
  ['cifar_resnext29_8x64d', 34.4],
])('%s has the %f million parameters of its paper', (name, millions) => {
  const count = parameterCount(planNet(namedNets.get(name)!.spec), 10) / 1e6;
  const digits = millions < 1 ? 2 : 1;
  expect(Number(count.toFixed(digits))).toBe(millions);
});

test('a plain net has the parameters of the residual one with identity shortcuts, and its work', () => {
  for (const depth of [20, 32, 44, 56, 110]) {
    const [plain, residual] = [`cifar_plain${depth}`, `cifar_resnet${depth}`].map((name) => planNet(namedNets.get(name)!.spec));
    expect(parameterCount(plain!, 10)).toBe(parameterCount(residual!, 10));
    expect(gmac(plain!, 32, 10)).toBe(gmac(residual!, 32, 10));
  }
});

test('names are found again by the network; head and stochastic depth do not matter', () => {
  for (const { name, spec } of namedNets.values()) {
    expect(nameOf({ ...spec, head: { kind: 'mlp', hidden: 5, dropout: 0 }, dropPath: 0.1 })).toBe(name);
  }
  const { spec } = namedNets.get('resnet18')!;
  expect(nameOf({ ...spec, stages: spec.stages.slice(0, 3) })).toBeNull();
});

test("only the catalogue's ResNetV2 has timm's names", () => {
  const { spec } = namedNets.get('resnetv2_50')!;
  expect(hasTimmNames(spec)).toBe(true);
  const own = { ...spec, stages: spec.stages.slice(0, 3) };
  expect(hasTimmNames(own)).toBe(false);
  expect(tensorTable(planNet(own), 2).map(({ name }) => name).slice(0, 3)).toEqual(['conv1.weight', 'layer1.0.bn1.weight', 'layer1.0.bn1.bias']);
});

test('a name that no weights exist for is refused with the names that there are', () => {
  expect(catalogueNet('resnet18')).toBe(namedNets.get('resnet18')!.spec);
  expect(() => catalogueNet('vgg16')).toThrow(expect.objectContaining({ code: 'bad-usage', hint: expect.stringContaining('resnet18, resnet34') }));
});
