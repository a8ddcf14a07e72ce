import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { featureManifestSchema } from '../../shared/feature-manifest.ts';
import { openFeatureMaps } from '../nets/feature-maps.ts';
import type { Backbone } from '../nets/model.ts';
import { namedNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { drawnWeights } from '../training/drawn-weights.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { exportFeatures } from './export-features.ts';
import { featureMapsOf } from './onnx-features.ts';

const versions = { graft: '0', tensorflow: '0', node: '0' };
const preprocessing = { imageSize: 64, cropPct: 1, interpolation: 'bilinear', mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.25], channels: 'RGB' } as const;
const drawn = (spec: Parameters<typeof planNet>[0], imageSize: number): Backbone => {
  const net = planNet(spec);
  return { net, tensors: drawnWeights(net, 2), preprocessing: { ...preprocessing, mean: [...preprocessing.mean], std: [...preprocessing.std], imageSize } };
};

async function written(backbone: Backbone, change: (map: Float32Array) => Float32Array = (map) => map) {
  const mapper = openFeatureMaps(backbone);
  const out = join(tempFolder(), 'maps');
  try {
    const made = await exportFeatures({ backbone, out, manifest: { source: { run: 1 }, versions }, maps: (pixels) => mapper.maps(pixels).map(change) });
    return { ...made, manifest: featureManifestSchema.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))) };
  } finally {
    mapper.close();
  }
}

test('C2 to C5 have the strides and channels that detectors expect', () => {
  const of = (name: string) => featureMapsOf(planNet(namedNets.get(name)!.spec)).map(({ name: map, stride, channels }) => [map, stride, channels]);
  expect(of('resnet50')).toEqual([['C2', 4, 256], ['C3', 8, 512], ['C4', 16, 1024], ['C5', 32, 2048]]);
  expect(of('cifar_resnet20')).toEqual([['C2', 1, 16], ['C3', 2, 32], ['C4', 4, 64]]);
});

test.each([
  ['post', { order: 'post' }],
  ['pre, with its last norm', { order: 'pre' }],
] as const)('the maps of %s are those of the engine, and pictures of any size have them', async (_, changes) => {
  const backbone = drawn(tinyNet(changes), 32);
  const { folder, manifest, maxRelativeDiff } = await written(backbone);
  expect(maxRelativeDiff).toBeLessThan(1e-4);
  expect(readdirSync(folder).toSorted()).toEqual(['backbone.safetensors', 'features.onnx', 'manifest.json']);
  expect(manifest).toMatchObject({ kind: 'features', anySize: true, maps: [{ name: 'C2', stage: 'stage1', stride: 1, channels: 8 }, { name: 'C3' }, { name: 'C4', stride: 4, channels: 16 }] });
  const session = await InferenceSession.create(join(folder, manifest.onnx.file));
  const answers = await session.run({ image: new Tensor('float32', new Float32Array(2 * 3 * 40 * 56).fill(90), [2, 3, 40, 56]) });
  await session.release();
  expect(Object.entries(answers).map(([name, { dims }]) => [name, ...dims])).toEqual([['C2', 2, 8, 40, 56], ['C3', 2, 12, 20, 28], ['C4', 2, 16, 10, 14]]);
  const { tensors } = await readSafetensors(join(folder, manifest.weights.file));
  expect(tensors.has('conv1.weight')).toBe(true);
  expect([...tensors.keys()].some((name) => name.startsWith('fc'))).toBe(false);
  expect(tensors.get('layer1.0.conv1.weight')!.data).toEqual(backbone.tensors.get('layer1.0.conv1.weight')!.data);
});

test('maps that differ are not written, and a folder that is there stays', async () => {
  const backbone = drawn(tinyNet(), 32);
  const wrong = (map: Float32Array) => map.map((value, i) => (i === 5 ? value + 0.01 : value));
  await expect(written(backbone, wrong)).rejects.toMatchObject({ code: 'parity-failed' });
  const { folder } = await written(backbone);
  const again = exportFeatures({ backbone, out: folder, manifest: { source: { run: 1 }, versions }, maps: () => [] });
  await expect(again).rejects.toMatchObject({ code: 'already-exists' });
  expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
});
