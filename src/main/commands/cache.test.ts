import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { embeddedBackbone } from '../../core/nets/catalogue.ts';
import { openFeatureCache } from '../../core/training/feature-cache.ts';
import { featureKeyName } from '../../core/training/feature-key.ts';
import type { FeatureKey } from '../../core/training/feature-key.ts';

const key: FeatureKey = {
  decoderVersion: 'd',
  viewRecipe: 'v',
  preprocessing: embeddedBackbone.preprocessing,
  weightsSha256: embeddedBackbone.sha256!,
  cut: 'stage4',
  precision: 'bfloat16',
  engineVersion: 'e',
};

/** A data folder with features of three kinds, a cache whose key is damaged, two small pictures, and an adaptation that was tried. */
function withCaches(): { home: string; sizeBytes: number } {
  const home = tempFolder();
  const root = path.join(home, 'cache/features');
  for (const changes of [{}, { cut: 'stem', weightsSha256: '', precision: 'float32' }, { weightsSha256: 'f'.repeat(64) }] as const) {
    const cache = openFeatureCache(root, { ...key, ...changes }, 1000);
    cache.append('ab'.repeat(32), 0, new Uint8Array(1000));
    cache.close();
  }
  mkdirSync(path.join(root, 'damaged'));
  writeFileSync(path.join(root, 'damaged', 'key.json'), '{"cut"');
  mkdirSync(path.join(home, 'cache/thumbnails/ab'), { recursive: true });
  mkdirSync(path.join(home, 'runs/3/adapted'), { recursive: true });
  writeFileSync(path.join(home, 'runs/3/adapted/model.safetensors'), new Uint8Array(5000));
  for (const size of [160, 320]) writeFileSync(path.join(home, `cache/thumbnails/ab/abc-${size}.webp`), new Uint8Array(size));
  return { home, sizeBytes: 480 };
}

test('each feature cache says of what it is; small pictures count too, and adaptations that were tried', async () => {
  const { home, sizeBytes } = withCaches();
  const [kept] = (await graft(['cache', 'list', '--json'], { home })).lines();
  expect(kept.thumbnails).toMatchObject({ files: 2, sizeBytes });
  expect(kept.tried).toEqual({ runs: 1, sizeBytes: 5000 });
  expect(kept.sizeBytes).toBe(kept.caches.reduce((sum: number, entry: { sizeBytes: number }) => sum + entry.sizeBytes, sizeBytes + 5000));
  const { imageSize } = key.preprocessing;
  expect(kept.caches).toHaveLength(4);
  expect(kept.caches).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ backbone: embeddedBackbone.id, cut: 'stage4', precision: 'bfloat16', imageSize }),
      expect.objectContaining({ backbone: null, weightsSha256: null, cut: 'stem', precision: 'float32', imageSize }),
      expect.objectContaining({ backbone: null, weightsSha256: 'f'.repeat(64), cut: 'stage4' }),
      expect.objectContaining({ name: 'damaged', backbone: null, cut: null, precision: null }),
    ]),
  );
  const { stdout } = await graft(['cache', 'list'], { home });
  expect(stdout).toMatch(new RegExp(`${embeddedBackbone.id} +stage4 +${imageSize} +bfloat16`));
  expect(stdout).toMatch(/ any +stem /);
  expect(stdout).toMatch(/unknown \(ffffffffffff\) +stage4/);
  expect(stdout).toMatch(/damaged +unknown +\? +\? +\?/);
  expect(stdout).toContain('2 small pictures of the window');
  expect(stdout).toContain('1 adaptation that was tried and not kept: 5.0 kB (tried)');
});

test('small pictures, and adaptations that were tried, are cleared by name or with everything', async () => {
  const { home, sizeBytes } = withCaches();
  const unknown = await graft(['cache', 'clear', 'thumbs', '--json'], { home });
  expect(unknown.code).not.toBe(0);
  expect((await graft(['cache', 'clear', 'thumbnails', '--json'], { home })).lines()).toEqual([{ freedBytes: sizeBytes }]);
  const [kept] = (await graft(['cache', 'list', '--json'], { home })).lines();
  expect(kept.thumbnails).toMatchObject({ files: 0, sizeBytes: 0 });
  expect(kept.caches).toHaveLength(4);
  expect(readFileSync(path.join(home, 'cache/features/damaged/key.json'), 'utf8')).toBe('{"cut"');
  expect((await graft(['cache', 'clear', 'tried', '--json'], { home })).lines()).toEqual([{ freedBytes: 5000 }]);
  expect([readdirSync(path.join(home, 'runs')), readdirSync(path.join(home, 'runs/3'))]).toEqual([['3'], []]);
  mkdirSync(path.join(home, 'runs/3/adapted'));
  writeFileSync(path.join(home, 'runs/3/adapted/model.safetensors'), new Uint8Array(5000));
  expect((await graft(['cache', 'clear', '--json'], { home })).lines()).toEqual([{ freedBytes: kept.sizeBytes }]);
  expect(readdirSync(path.join(home, 'runs/3'))).toEqual([]);
  expect((await graft(['cache', 'list'], { home })).stdout).toContain('No features are cached');
});

test('what a training of another process uses is left alone; what a killed one used is not', async () => {
  const { home } = withCaches();
  const root = path.join(home, 'cache/features');
  const script = `import { openFeatureCache } from ${JSON.stringify(path.resolve('src/core/training/feature-cache.ts'))};
    const cache = openFeatureCache(${JSON.stringify(root)}, ${JSON.stringify(key)}, 1000);
    console.log('open');
    process.stdin.once('data', () => {
      cache.append('cd'.repeat(32), 0, new Uint8Array(1000));
      console.log(cache.read('ab'.repeat(32), 0, new Uint8Array(1000), 0));
    });`;
  const training = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  await once(training.stdout, 'data');
  const used = featureKeyName(key);
  const [cleared] = (await graft(['cache', 'clear', '--json'], { home })).lines();
  expect(cleared).toMatchObject({ inUse: [used] });
  expect(readdirSync(root)).toEqual([used]);
  const named = await graft(['cache', 'clear', used, '--json'], { home });
  expect([named.code === 0, named.lines()[0].error.code]).toEqual([false, 'busy']);
  training.stdin.write('go on');
  expect(String(await once(training.stdout, 'data')).trim()).toBe('true');
  training.kill('SIGKILL');
  await once(training, 'exit');
  expect(Object.keys((await graft(['cache', 'clear', '--json'], { home })).lines()[0])).toEqual(['freedBytes']);
  expect(readdirSync(root)).toEqual([]);
}, 60_000);
