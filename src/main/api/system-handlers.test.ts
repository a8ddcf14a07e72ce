import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cacheRoot } from '../../core/engine-host/locate.ts';
import { runStudio } from '../serve/running-studio.fixture.ts';
import type { RunningStudio } from '../serve/running-studio.fixture.ts';

let studio: RunningStudio;
beforeAll(async () => {
  studio = await runStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

test('a missing engine is a state and no failure', async () => {
  expect(cacheRoot()).not.toBe(studio.folder);
  vi.stubEnv('GRAFT_CACHE', path.join(studio.folder, 'no-engine'));
  const { status, json } = await studio.call('system/info');
  vi.unstubAllEnvs();
  expect(status).toBe(200);
  expect(json).toMatchObject({ engine: { state: 'missing', error: { code: 'engine-missing' } }, precision: null });
  expect((json as { freeDiskBytes: number }).freeDiskBytes).toBeGreaterThan(0);
});

test('a browser has no window of the system for folders, and shows none', async () => {
  expect(await studio.call('system/pickFolder')).toMatchObject({ status: 400, json: { code: 'bad-usage' } });
  const { root, exports } = studio.desk.studio.folder;
  expect(await studio.call('system/reveal', { folder: exports })).toEqual({ status: 200, json: { shown: false } });
  for (const folder of ['/etc', `${root}/../..`, `${root}-other`, '.']) {
    expect(await studio.call('system/reveal', { folder })).toMatchObject({
      status: 400,
      json: { data: { field: 'folder' } },
    });
  }
});

test('folders below the root of the door, over the wire', async () => {
  expect(await studio.call('system/listFolder', { folder: studio.home })).toMatchObject({
    status: 200,
    json: { folders: [], images: 0 },
  });
  expect(await studio.call('system/listFolder', { folder: '/etc' })).toMatchObject({
    status: 400,
    json: { code: 'bad-usage', data: { field: 'folder' } },
  });
});
