import { expect, test } from 'vitest';
import { backboneNamed, networkName } from '../../shared/network-name.ts';
import { catalogue } from './catalogue.ts';
import { namedNets } from './named.ts';

test('networks are called as people call them', () => {
  expect(['resnet18', 'resnext101_64x4d', 'wide_resnet50_2', 'resnetv2_50x1_bit', 'cifar_preresnet164', 'mine'].map(networkName)).toEqual([
    'ResNet-18',
    'ResNeXt-101 (64 × 4d)',
    'Wide ResNet-50',
    'BiT ResNet-50',
    'CIFAR ResNetV2-164',
    'mine',
  ]);
});

test('every row of the catalogue and every named net has a name of its own that is no identifier', () => {
  const named = [...catalogue.keys()].map((id) => ({ id, ...backboneNamed(id) }));
  for (const { id, network, taught } of named) expect(taught && !/_/.test(network), id).toBe(true);
  expect(new Set(named.map(({ network, taught, recipe }) => `${network} ${taught} ${recipe}`)).size).toBe(named.length);
  for (const name of namedNets.keys()) expect(networkName(name), name).not.toMatch(/_/);
});

test('an imported one is called as its owner called it', () => {
  expect(backboneNamed('resnet50.mine')).toEqual({ network: 'resnet50.mine', taught: null, recipe: '' });
});
