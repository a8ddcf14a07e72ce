import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { smallDisk } from '../../../../test/small-disk.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { cacheRoot, locateEngine } from '../../engine-host/locate.ts';
import { choosePrecision, knownPrecision } from './precision.ts';

/** A cache folder of the test's own with the machine's engines. */
async function withOwnCache(work: (file: string) => Promise<void>): Promise<void> {
  const own = tempFolder();
  symlinkSync(join(cacheRoot(), 'engines'), join(own, 'engines'));
  const before = process.env.GRAFT_CACHE;
  process.env.GRAFT_CACHE = own;
  try {
    await work(join(own, 'precision.json'));
  } finally {
    if (before === undefined) delete process.env.GRAFT_CACHE;
    else process.env.GRAFT_CACHE = before;
  }
}

test(
  'what was measured once on a machine is remembered, and measured again when it is another or damaged',
  () =>
    withOwnCache(async (file) => {
      writeFileSync(file, '{"torn');
      const first = await choosePrecision();
      const stored = JSON.parse(readFileSync(file, 'utf8'));
      expect(first.measured).toEqual(stored.precisions);
      expect(first.measured.map(({ precision }) => precision)).toEqual(
        expect.arrayContaining(['float32', 'bfloat16']),
      );
      const rate = (precision: string) =>
        first.measured.find((entry) => entry.precision === precision)!.imagesPerSecond;
      expect(first.precision).toBe(rate('bfloat16') >= 1.2 * rate('float32') ? 'bfloat16' : 'float32');
      expect(first.reason).toMatchObject({ because: 'measured', imagesPerSecond: rate('float32') });

      // Figures no measurement gives: seen again only if they are remembered.
      const precisions = [
        { precision: 'float32', imagesPerSecond: 1 },
        { precision: 'bfloat16', imagesPerSecond: 1.19 },
      ];
      writeFileSync(file, JSON.stringify({ ...stored, precisions }));
      expect(await choosePrecision()).toMatchObject({ precision: 'float32', measured: precisions });
      writeFileSync(
        file,
        JSON.stringify({
          ...stored,
          precisions: [precisions[0], { precision: 'bfloat16', imagesPerSecond: 1.2 }],
        }),
      );
      expect((await choosePrecision()).precision).toBe('bfloat16');

      writeFileSync(file, JSON.stringify({ ...stored, precisions, processor: 'another' }));
      expect((await choosePrecision()).measured).not.toEqual(precisions);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        processor: stored.processor,
        engine: stored.engine,
      });
    }),
  300_000,
);

test('where nothing can be remembered it is measured each time', { timeout: 300_000 }, async (context) => {
  const disk = smallDisk(context, 1);
  symlinkSync(join(cacheRoot(), 'engines'), join(disk.folder, 'engines'));
  disk.makeReadOnly();
  vi.stubEnv('GRAFT_CACHE', disk.folder);
  try {
    expect(['float32', 'bfloat16']).toContain((await choosePrecision()).precision);
    expect(knownPrecision()).toBeNull();
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a CUDA engine is measured again where it is shown another card', { timeout: 300_000 }, async () => {
  const { folder } = locateEngine();
  const own = tempFolder();
  mkdirSync(join(own, 'engines'));
  // The name makes it one of CUDA; here it finds no card whatever it is shown.
  symlinkSync(folder, join(own, 'engines', 'tensorflow-2.21.0-1'));
  vi.stubEnv('GRAFT_CACHE', own);
  try {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '');
    await choosePrecision();
    expect(knownPrecision()).not.toBeNull();
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect(knownPrecision()).toBeNull();
  } finally {
    vi.unstubAllEnvs();
  }
});
