import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { claimKeptFolder } from './kept-folder.ts';

const module = JSON.stringify(path.resolve('src/core/files/kept-folder.ts'));

test('of those that were killed none is half deleted, and none goes that is still used', () => {
  const root = tempFolder();
  const killed = `import { claimKeptFolder } from ${module}; import { writeFileSync } from 'node:fs';
    const { folder } = claimKeptFolder(${JSON.stringify(root)}, 7); for (let i = 0; i < 50; i++) writeFileSync(folder + '/' + i, ''); process.kill(process.pid, 'SIGKILL');`;
  const run = (code: string) => spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(run(killed).signal).toBe('SIGKILL');
  const [left] = readdirSync(root);
  // What its child still works in is left alone.
  const other = claimKeptFolder(root, 7, () => true);
  expect(readdirSync(root)).toContain(left);
  const mine = claimKeptFolder(root, 7);
  expect([readdirSync(mine.folder).length, readdirSync(root).includes(left!)]).toEqual([50, false]);
  mine.release();
  other.release();
  // A deletion that was cut short is finished, and nobody is given what it left.
  const partial = run(`import { ownedName } from ${JSON.stringify(path.resolve('src/core/files/owned-name.ts'))}; process.stdout.write(ownedName('partial'))`).stdout.toString();
  mkdirSync(path.join(root, partial));
  writeFileSync(path.join(root, partial, 'half'), '');
  const again = claimKeptFolder(root, 7);
  expect([readdirSync(again.folder).includes('half'), readdirSync(root).includes(partial)]).toEqual([false, false]);
  again.release();
  for (const name of readdirSync(root)) utimesSync(path.join(root, name), 0, 0);
  claimKeptFolder(root, 7).release();
  expect(readdirSync(root)).toHaveLength(1);
});
