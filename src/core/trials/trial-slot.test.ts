import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { sha256OfText } from './trial-folder.ts';
import { bringObjects, claimSlot } from './trial-slot.ts';

let temporary: string;
beforeEach(() => {
  temporary = tempFolder();
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => vi.unstubAllEnvs());
const root = () => path.join(temporary, readdirSync(temporary).find((name) => name.startsWith('graft-trials-'))!);
const slots = () => readdirSync(root());
const never = new AbortController().signal;

test('a slot is one trial’s at a time, comes back with what it holds but the run, and those that nobody wants for a week go', () => {
  const [first, second] = [claimSlot(), claimSlot()];
  expect(first.folder).not.toBe(second.folder);
  for (const slot of [first, second]) for (const folder of [slot.runFolder, slot.cacheFolder]) mkdirSync(folder, { recursive: true });
  first.release();
  const third = claimSlot();
  expect([readdirSync(third.folder), slots().length]).toEqual([['cache'], 2]);
  second.release();
  third.release();
  for (const name of slots()) utimesSync(path.join(root(), name), 0, 0);
  claimSlot().release();
  expect(slots()).toHaveLength(1);
});

test('what a killed trial had is taken over; a folder that others may write to is refused', () => {
  const code = `import { claimSlot } from ${JSON.stringify(path.resolve('src/core/trials/trial-slot.ts'))}; import { mkdirSync } from 'node:fs'; mkdirSync(claimSlot().cacheFolder); process.kill(process.pid, 'SIGKILL');`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, TMPDIR: temporary } }).signal).toBe('SIGKILL');
  const next = claimSlot();
  expect([readdirSync(next.folder), slots().length]).toEqual([['cache'], 1]);
  next.release();
  chmodSync(root(), 0o777);
  expect(claimSlot).toThrow(expect.objectContaining({ code: 'not-writable', values: expect.objectContaining({ kind: 'slots-of-others' }) }));
});

test('objects are copied once and compared each time; what is damaged here is copied again, what is damaged there is left to its reader, what nobody asks for goes', async () => {
  const store = tempFolder();
  const put = (text: string) => {
    const sha256 = sha256OfText(text);
    const object = `${sha256.slice(0, 2)}/${sha256}.png`;
    mkdirSync(path.join(store, object.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(store, object), text);
    return { object, sha256 };
  };
  const [a, b, damaged, gone] = [put('a'), put('b'), put('c'), { ...put('d') }];
  writeFileSync(path.join(store, damaged.object), 'x');
  rmSync(path.join(store, gone.object));
  const slot = claimSlot();
  const at = await bringObjects(slot, store, [a, b, damaged, gone], never);
  expect([a, b, damaged, gone].map(({ object }) => at(object).startsWith(slot.folder))).toEqual([true, true, false, false]);
  expect(readFileSync(at(a.object), 'utf8')).toBe('a');
  appendFileSync(at(a.object), 'x');
  rmSync(path.join(store, b.object));
  const again = await bringObjects(slot, store, [a, b], never);
  expect([readFileSync(again(a.object), 'utf8'), readFileSync(again(b.object), 'utf8')]).toEqual(['a', 'b']);
  const other = await bringObjects(slot, store, [a], never);
  expect(other(b.object)).toBe(path.join(store, b.object));
  slot.release();
});
