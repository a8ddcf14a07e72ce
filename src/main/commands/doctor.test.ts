import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

test('names every piece, makes nothing', { timeout: 120_000 }, async () => {
  const home = path.join(tempFolder(), 'home');
  const { code, stderr, lines } = await graft(['doctor', '--json'], { home });
  expect([code, stderr]).toEqual([0, '']);
  const [diagnosis] = lines();
  expect(diagnosis).toMatchObject({
    graft: expect.stringMatching(/^\d/),
    node: { version: process.versions.node },
    processor: { model: expect.any(String), threads: expect.any(Number), instructionSets: expect.any(Array) },
    engine: {
      version: expect.stringMatching(/^tensorflow/),
      tensorflow: expect.stringMatching(/^2\./),
      sizeBytes: expect.any(Number),
    },
    precision: {
      precision: expect.stringMatching(/^(float32|bfloat16|float16)$/),
      reason: expect.stringContaining('measured'),
    },
    memory: { totalBytes: expect.any(Number), freeBytes: expect.any(Number) },
    dataFolder: home,
    database: { file: path.join(home, 'graft.sqlite'), version: null },
    problems: [],
  });
  expect(diagnosis.devices.filter((device: { used: boolean }) => device.used)).toHaveLength(1);
  expect(diagnosis.caches.map((cache: { name: string }) => cache.name)).toEqual([
    'features',
    'backbones',
    'engines',
    'hugging face',
  ]);
  expect(existsSync(home)).toBe(false);
});

test('without an engine it still tells the rest, names what is missing, and ends with 3', async () => {
  const home = tempFolder();
  const env = { GRAFT_CACHE: tempFolder() };
  const { code, stderr, lines } = await graft(['doctor', '--json'], { home, env });
  expect(code).toBe(3);
  expect(lines()).toEqual([
    expect.objectContaining({
      engine: null,
      precision: null,
      database: expect.objectContaining({ version: null }),
      error: expect.objectContaining({ code: 'engine-missing', hint: expect.stringContaining('setup') }),
    }),
  ]);
  expect(stderr).toMatch(/No TensorFlow engine/);
  const table = await graft(['doctor'], { home, env });
  expect(table.code).toBe(3);
  expect(table.stdout).toMatch(/^engine +missing$/m);
  expect(table.stdout).toMatch(/^memory +.+free of/m);
});

test('a damaged database is a failure that hides nothing else', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  writeFileSync(path.join(home, 'graft.sqlite'), 'a shopping list'.repeat(500));
  const { code, lines } = await graft(['doctor', '--json'], { home });
  expect(code).toBe(1);
  expect(lines()[0]).toMatchObject({
    engine: { tensorflow: expect.any(String) },
    database: null,
    error: { code: 'bad-database' },
  });
});
