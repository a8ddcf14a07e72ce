import { spawnSync } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { dataFolder } from '../data-folder.ts';
import { homeFolder } from './home-folder.ts';

afterEach(() => void vi.unstubAllEnvs());

test('home is what HOME says, with whatever is in its name', () => {
  expect(homeFolder()).toBe(homedir());
  vi.stubEnv('HOME', '/home/Ada Übung');
  expect(homeFolder()).toBe('/home/Ada Übung');
});

test.each(['', 'somewhere', '.'])('HOME=%j is no place: nothing lands where a command happens to be begun', (home) => {
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_DATA_HOME', undefined);
  vi.stubEnv('GRAFT_HOME', undefined);
  expect(homeFolder()).toBe(userInfo().homedir);
  expect(dataFolder().root.startsWith(userInfo().homedir)).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)('a user without a home is told, by whatever asks for it', () => {
  const script = `import { homeFolder } from ${JSON.stringify(resolve('src/core/files/home-folder.ts'))};
    try { homeFolder(); } catch ({ name, code, hint }) { console.log(name, code, hint); }`;
  const { HOME: _, ...environment } = process.env;
  const { stdout, stderr } = spawnSync('node', ['--input-type=module-typescript', '-e', script], { uid: 54_321, gid: 54_321, env: { ...environment, NODE_NO_WARNINGS: '1' }, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['StudioError not-found Set HOME to a folder that may be written to.\n', '']);
});
