import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { createNewFolder } from './new-folder.ts';

function nameOfDeadProcess(): string {
  const script = `import { ownedName } from ${JSON.stringify(new URL('./owned-name.ts', import.meta.url).href)}; console.log(ownedName('partial'));`;
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
}

const write = (folder: string, ...names: string[]) => names.forEach((name) => writeFileSync(join(folder, name), name));

test('a folder appears with all that is in it, or not at all', async () => {
  const root = tempFolder();
  const out = join(root, 'a/b/blind');
  const given = await createNewFolder(out, 'out');
  write(given.staging, '1.png', 'again.csv');
  expect(existsSync(out)).toBe(false);
  await given.discard();
  expect(readdirSync(root), 'nor the folders on the way to it').toEqual([]);

  const kept = await createNewFolder(out, 'out');
  write(kept.staging, '1.png', 'again.csv');
  await kept.commit('again.csv');
  await kept.discard();
  expect([readdirSync(out).toSorted(), readdirSync(join(root, 'a/b'))]).toEqual([['1.png', 'again.csv'], ['blind']]);
  await expect(createNewFolder(out, 'out')).rejects.toMatchObject({ code: 'bad-usage', field: 'out', message: expect.stringContaining('not empty') });
});

test('an empty folder is filled, also one in which a program was killed; one that fills meanwhile keeps what came', async () => {
  const root = tempFolder();
  const out = join(root, 'blind');
  mkdirSync(join(out, nameOfDeadProcess()), { recursive: true });
  const given = await createNewFolder(out, 'out');
  write(given.staging, 'again.csv', '1.png');
  await given.commit('again.csv');
  expect(readdirSync(out).toSorted()).toEqual(['1.png', 'again.csv']);

  const other = join(root, 'other');
  const late = await createNewFolder(other, 'out');
  write(late.staging, 'again.csv');
  mkdirSync(other);
  write(other, 'mine.txt');
  await expect(late.commit('again.csv')).rejects.toMatchObject({ code: 'bad-usage', field: 'out' });
  await late.discard();
  expect([readdirSync(other), readdirSync(root).toSorted()]).toEqual([['mine.txt'], ['blind', 'other']]);
});

test('folders that were there stay, though nothing is in them', async () => {
  const mine = join(tempFolder(), 'mine/empty');
  mkdirSync(mine, { recursive: true });
  for (const out of [mine, join(mine, 'blind')]) {
    await (await createNewFolder(out, 'out')).discard();
    expect(readdirSync(mine), out).toEqual([]);
  }
});

test('a file in its place is refused by name', async () => {
  const file = join(tempFolder(), 'blind');
  writeFileSync(file, '');
  await expect(createNewFolder(file, 'out')).rejects.toMatchObject({ code: 'bad-usage', field: 'out' });
});
