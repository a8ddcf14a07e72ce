import { expect, test } from 'vitest';
import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import { familiesOf, filterCards } from './filter-cards.ts';
import type { CardFilter } from './filter-cards.ts';

const card = (id: string, more: Partial<BackboneCard>): BackboneCard => ({
  id,
  family: 'ResNet',
  architecture: id.split('.')[0]!,
  origin: 'catalogue',
  onDisk: false,
  sizeBytes: 1,
  accuracy: null,
  parameters: 1,
  gmac: 1,
  licence: 'apache-2.0',
  preprocessing: { imageSize: 224, cropPct: 0.875, interpolation: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1], channels: 'RGB' },
  fit: { fits: 'well', memoryBytes: 1e9, secondsAThousand: null },
  recommended: null,
  suits: null,
  download: null,
  ...more,
});
const cards = [
  card('resnet50.a1_in1k', { sizeBytes: 100, accuracy: 80.2 }),
  card('resnet18.graft_starter', { sizeBytes: 22, onDisk: true }),
  card('resnext50_32x4d.a1h_in1k', { family: 'ResNeXt', sizeBytes: 99, accuracy: 82 }),
];
const filter = (more: Partial<CardFilter>) =>
  filterCards(cards, { search: '', family: 'all', onDiskOnly: false, sort: 'size', ...more }).map(({ id }) => id);

test('what is on this computer comes first, then by what was asked', () => {
  expect(filter({})).toEqual(['resnet18.graft_starter', 'resnext50_32x4d.a1h_in1k', 'resnet50.a1_in1k']);
  expect(filter({ sort: 'accuracy' })[1]).toBe('resnext50_32x4d.a1h_in1k');
  expect(filter({ sort: 'name' }).slice(1)).toEqual(['resnet50.a1_in1k', 'resnext50_32x4d.a1h_in1k']);
});

test('words in any order, family and disk narrow', () => {
  expect(filter({ search: 'a1 RESNET50' })).toEqual(['resnet50.a1_in1k']);
  expect(filter({ family: 'ResNeXt' })).toEqual(['resnext50_32x4d.a1h_in1k']);
  expect(filter({ onDiskOnly: true })).toEqual(['resnet18.graft_starter']);
  expect(filter({ search: 'inception' })).toEqual([]);
  expect(familiesOf(cards)).toEqual(['ResNet', 'ResNeXt']);
});
