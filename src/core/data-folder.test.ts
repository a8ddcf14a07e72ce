import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { dataFolder, ensureFolder, runFolder, sweepDataFolder, triedFolder } from './data-folder.ts';
import { ownedName } from './files/owned-name.ts';
import { openStudio } from './open-studio.ts';

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
    backups: '/d/backups',
  });
  expect(runFolder(folder, 7)).toBe('/d/runs/7');
});

test('folders are made for the user alone', () => {
  const made = ensureFolder(path.join(tempFolder(), 'a', 'b'));
  expect(statSync(made).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(made)).mode & 0o777).toBe(0o700);
  expect(ensureFolder(made)).toBe(made);
});

test('what a program that died left half-written goes when the data folder is opened; a living one keeps it', () => {
  const root = tempFolder();
  const mine = ownedName('partial');
  const gone = mine.replace(/\w{8}-(\w{8}\.partial)$/, '00000000-$1');
  const folders = ['', 'backbones', 'exports', 'cache/features', 'cache/features/a-key'];
  for (const name of [mine, gone, 'kept']) for (const folder of folders) mkdirSync(path.join(root, folder, name), { recursive: true });
  openStudio({ dataDir: root }).close();
  // A filled run folder beside a database without runs would be refused.
  for (const name of [mine, gone, 'kept']) for (const folder of ['runs', 'runs/3']) mkdirSync(path.join(root, folder, name), { recursive: true });
  sweepDataFolder(dataFolder(root));
  for (const folder of [...folders, 'runs', 'runs/3']) {
    const names = readdirSync(path.join(root, folder));
    expect([folder, names.includes(mine), names.includes('kept'), names.includes(gone)]).toEqual([folder, true, true, false]);
  }
});

test('an adaptation that nobody kept goes after a day', () => {
  const root = tempFolder();
  openStudio({ dataDir: root }).close();
  const tried = ['3', '4'].map((run) => triedFolder(path.join(root, 'runs', run)));
  for (const folder of tried) mkdirSync(folder, { recursive: true });
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  utimesSync(tried[0]!, longAgo, longAgo);
  sweepDataFolder(dataFolder(root));
  expect(tried.map((folder) => existsSync(folder))).toEqual([false, true]);
});
