import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { keepToDataFolder } from './own-folders.ts';

test('a packaged program keeps to its data folder, one of a checkout to what it was told', () => {
  const root = join(tempFolder(), 'data');
  const paths: string[][] = [];
  const setPath = (...words: string[]) => void paths.push(words);
  const environment: NodeJS.ProcessEnv = {};
  keepToDataFolder({ isPackaged: false, setPath }, root, environment);
  expect([paths, environment, existsSync(root)]).toEqual([[], {}, false]);

  keepToDataFolder({ isPackaged: true, setPath }, root, environment);
  expect(paths).toEqual([['userData', join(root, 'window')]]);
  expect(environment).toEqual({ GRAFT_CACHE: join(root, 'cache') });
  expect(existsSync(root)).toBe(true);

  const other: NodeJS.ProcessEnv = { GRAFT_CACHE: '/elsewhere' };
  keepToDataFolder({ isPackaged: true, setPath }, root, other);
  expect(other.GRAFT_CACHE).toBe('/elsewhere');
});
