import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const lockModule = new URL('./folder-lock.mjs', import.meta.url).href;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A process that takes the lock, notes when it came in and went out, and stays for a while in between. */
function contender(staysMs: number) {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { takeLock } from ${JSON.stringify(lockModule)};
    const lock = await takeLock(${JSON.stringify(join(folder, 'locks'))});
    appendFileSync(${JSON.stringify(join(folder, 'diary'))}, 'in ' + process.pid + '\\n');
    console.log('in');
    await new Promise((resolve) => setTimeout(resolve, ${staysMs}));
    appendFileSync(${JSON.stringify(join(folder, 'diary'))}, 'out ' + process.pid + '\\n');
    lock.release();`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const diary = () => readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n');

test('never two at once, also when all find the lock of a dead owner', async () => {
  const killed = contender(60_000);
  await once(killed.stdout, 'data');
  const contenders = Array.from({ length: 6 }, () => contender(30));
  const ends = contenders.map((child) => once(child, 'exit'));
  killed.kill('SIGKILL');
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  const lines = diary().slice(1);
  expect(lines).toHaveLength(12);
  for (let at = 0; at < lines.length; at += 2) {
    expect(lines[at]).toMatch(/^in /);
    expect(lines[at + 1]).toBe(lines[at]?.replace('in', 'out'));
  }
  expect(readdirSync(join(folder, 'locks')).filter((name) => !name.startsWith('dead-'))).toEqual([]);
});

test('a child process of a dead owner holds the lock until it ends', async () => {
  const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const { processStart } = await import(new URL('./processes.mjs', import.meta.url).href);
  const dead = { pid: 2 ** 22 + 1, start: '1' };
  const lock = join(folder, 'locks', 'lock');
  mkdirSync(lock, { recursive: true });
  const processes = [dead, { pid: orphan.pid, start: processStart(orphan.pid) }];
  writeFileSync(join(lock, 'owner.json'), JSON.stringify({ id: 'x', processes }));
  const next = contender(0);
  let entered = false;
  next.stdout.once('data', () => {
    entered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(entered).toBe(false);
  const exit = once(next, 'exit');
  orphan.kill('SIGKILL');
  expect((await exit)[0]).toBe(0);
  expect(entered).toBe(true);
});

test('a process number that was given again does not hold the lock', async () => {
  const lock = join(folder, 'locks', 'lock');
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, 'owner.json'), JSON.stringify({ id: 'x', processes: [{ pid: process.pid, start: 'long ago' }] }));
  const [code] = await once(contender(0), 'exit');
  expect(code).toBe(0);
});
