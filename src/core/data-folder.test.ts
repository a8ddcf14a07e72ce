import { statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { dataFolder, ensureFolder, runFolder } from './data-folder.ts';

afterEach(() => vi.unstubAllEnvs());

test('the argument goes before GRAFT_HOME, GRAFT_HOME before the standard folder', () => {
  vi.stubEnv('GRAFT_HOME', '/somewhere/graft');
  expect(dataFolder('/given').root).toBe('/given');
  expect(dataFolder().root).toBe('/somewhere/graft');
  expect(dataFolder('relative').root).toBe(path.join(process.cwd(), 'relative'));
});

test.runIf(process.platform === 'linux')('an empty GRAFT_HOME and a relative XDG_DATA_HOME count as unset', () => {
  vi.stubEnv('GRAFT_HOME', '');
  vi.stubEnv('XDG_DATA_HOME', '/xdg');
  expect(dataFolder().root).toBe('/xdg/graft-studio');
  vi.stubEnv('XDG_DATA_HOME', 'xdg');
  expect(dataFolder().root).toBe(path.join(os.homedir(), '.local/share/graft-studio'));
});

test('holds the paths of the layout', () => {
  const folder = dataFolder('/d');
  expect(folder).toEqual({
    root: '/d',
    database: '/d/graft.sqlite',
    runs: '/d/runs',
    backbones: '/d/backbones',
    featureCache: '/d/cache/features',
    thumbnails: '/d/cache/thumbnails',
    exports: '/d/exports',
  });
  expect(runFolder(folder, 7)).toBe('/d/runs/7');
});

test('folders are made for the user alone', () => {
  const made = ensureFolder(path.join(tempFolder(), 'a', 'b'));
  expect(statSync(made).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(made)).mode & 0o777).toBe(0o700);
  expect(ensureFolder(made)).toBe(made);
});
