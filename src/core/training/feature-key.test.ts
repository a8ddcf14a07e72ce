import { expect, test } from 'vitest';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { featureKeyName, networkRevision } from './feature-key.ts';
import type { FeatureKey } from './feature-key.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

const preprocessing: Preprocessing = {
  imageSize: 224,
  cropPct: 0.875,
  interpolation: 'bilinear',
  mean: [0.1, 0.2, 0.3],
  std: [1, 2, 3],
  channels: 'RGB',
};
const key: FeatureKey = {
  decoderVersion: 'd1',
  viewRecipe: 'light-1',
  preprocessing,
  weightsSha256: 'ab',
  cut: 'stage4',
  precision: 'float32',
  engineVersion: 'e1',
};

const others: Record<string, FeatureKey> = {
  decoderVersion: { ...key, decoderVersion: 'd2' },
  viewRecipe: { ...key, viewRecipe: 'light-2' },
  weightsSha256: { ...key, weightsSha256: 'ac' },
  cut: { ...key, cut: 'stage4.1' },
  precision: { ...key, precision: 'bfloat16' },
  engineVersion: { ...key, engineVersion: 'e2' },
  imageSize: { ...key, preprocessing: { ...preprocessing, imageSize: 225 } },
  cropPct: { ...key, preprocessing: { ...preprocessing, cropPct: 0.876 } },
  interpolation: { ...key, preprocessing: { ...preprocessing, interpolation: 'bicubic' } },
  mean: { ...key, preprocessing: { ...preprocessing, mean: [0.1, 0.2, 0.31] } },
  std: { ...key, preprocessing: { ...preprocessing, std: [1, 2, 3.5] } },
};

test.each(Object.entries(others))('another %s is another key', (_field, other) => {
  expect(featureKeyName(other)).not.toBe(featureKeyName(key));
});

test('every field is covered above', () => {
  const { channels: _, ...fields } = preprocessing;
  const { preprocessing: __, ...rest } = key;
  expect(Object.keys(others).sort()).toEqual([...Object.keys(fields), ...Object.keys(rest)].sort());
});

test('features of a network that got other bits have another key, those of all others the one that they had', () => {
  expect(featureKeyName({ ...key, ...networkRevision(tinyNet({ order: 'relu-pre' })) })).not.toBe(featureKeyName(key));
  expect(featureKeyName({ ...key, ...networkRevision(tinyNet({ order: 'pre' })) })).toBe(featureKeyName(key));
});

test('a key is 32 hexadecimal digits, the same whatever the order of its properties', () => {
  const turned = Object.fromEntries(Object.entries(key).reverse()) as unknown as FeatureKey;
  const inside = Object.fromEntries(Object.entries(preprocessing).reverse()) as unknown as Preprocessing;
  expect(featureKeyName({ ...turned, preprocessing: inside })).toBe(featureKeyName(key));
  expect(featureKeyName(key)).toMatch(/^[0-9a-f]{32}$/);
});
