import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { smallDisk } from '../../../test/small-disk.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { ownedName } from './owned-name.ts';
import { withLockFile } from './lock-file.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = tempFolder();
  lock = join(folder, 'blob.incomplete.lock');
});

const take = () => withLockFile(lock, 'fetching a file', async () => 'done');
const module = JSON.stringify(join(import.meta.dirname, 'lock-file.ts'));

/** A process that takes the lock and is killed while it holds it. */
async function killedHolder(): Promise<void> {
  const script = `import { withLockFile } from ${module};
    await withLockFile(${JSON.stringify(lock)}, 'fetching a file', async () => { console.log('held'); await new Promise((r) => setTimeout(r, 60000)); });`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('while it is held nobody else gets it, and it is given back', async () => {
  await withLockFile(lock, 'fetching a file', async () => {
    await expect(take()).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining(`Process ${process.pid} `) });
  });
  expect(await take()).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a killed process is taken over', async () => {
  await killedHolder();
  expect(existsSync(lock)).toBe(true);
  expect(await take()).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a killed process whose number another process has by now is taken over', async () => {
  await killedHolder();
  // The killed one's words under the number of a process that lives: as when the system gives its number again.
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\.graft-\d+-/, `.graft-${process.pid}-`));
  expect(await take()).toBe('done');
});

test('a lock that its owner was killed in before it had said who it is holds nobody up for long', async () => {
  writeFileSync(lock, '');
  await expect(take(), 'it may be written this moment').rejects.toMatchObject({ code: 'busy' });
  const before = new Date(Date.now() - 11_000);
  utimesSync(lock, before, before);
  expect(await take()).toBe('done');
});

test('a full disk leaves no lock behind', async (context) => {
  ({ folder } = smallDisk(context, 1));
  lock = join(folder, 'blob.incomplete.lock');
  expect(() => writeFileSync(join(folder, 'filler'), Buffer.alloc(2_000_000))).toThrow('ENOSPC');
  await expect(take()).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(readdirSync(folder)).toEqual(['filler']);
});

test('a number alone, as older versions wrote it, counts while its process lives, and for a day', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(lock, String(dead));
  expect(await take()).toBe('done');
  writeFileSync(lock, String(process.ppid));
  await expect(take()).rejects.toMatchObject({ code: 'busy', hint: expect.stringContaining(lock) });
  const before = new Date(Date.now() - 25 * 3600 * 1000);
  utimesSync(lock, before, before);
  expect(await take()).toBe('done');
});

test('the lock of another container counts for a day', async () => {
  writeFileSync(lock, ownedName('').replace(/-[0-9a-f]{8}-/, '-00000000-'));
  await expect(take()).rejects.toMatchObject({ code: 'busy' });
});

test('of many that find a dead owner, only one works at a time', async () => {
  await killedHolder();
  const dead = readFileSync(lock, 'utf8');
  // A race of microseconds: once in some fifty rounds where it is open.
  for (let round = 0; round < 150; round++) {
    writeFileSync(lock, dead);
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setTimeout(resolve, 2));
      working--;
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => withLockFile(lock, 'fetching a file', work)));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'busy' });
  }
});
