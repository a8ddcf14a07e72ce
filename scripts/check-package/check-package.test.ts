import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { checkout } from '../real-electron/tools.ts';
import { fusesAsShipped, readFuses } from './fuses.ts';
import { processesOf } from './system.ts';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

test('fuses are read from the wire, also where it lies across two blocks; another program has none', () => {
  const file = join(tempFolder(), 'electron');
  for (const before of [10, (8 << 20) - 300, (8 << 20) - 20]) {
    writeFileSync(file, Buffer.concat([Buffer.alloc(before, 1), Buffer.from(`${sentinel}\x01\x0801001100`, 'latin1'), Buffer.alloc(1000)]));
    expect(readFuses(file), `after ${before} bytes`).toEqual(fusesAsShipped);
  }
  writeFileSync(file, Buffer.concat([Buffer.from(`${sentinel}\x01\x0811001100`, 'latin1'), Buffer.alloc(1000)]));
  expect(readFuses(file)).toEqual({ ...fusesAsShipped, runAsNode: true });
  writeFileSync(file, 'a program');
  expect(() => readFuses(file)).toThrow('has no fuses');
});

test('the fuses that are looked for are those that are set', () => {
  const config = readFileSync(join(checkout, 'electron-builder.yml'), 'utf8');
  const block = /electronFuses:\n((?: {2}.*\n)+)/.exec(config)![1]!;
  const set = Object.fromEntries([...block.matchAll(/(\w+): (true|false)/g)].map(([, name, state]) => [name, state === 'true']));
  expect(fusesAsShipped).toMatchObject(set);
  expect(Object.keys(set)).toHaveLength(8);
});

test.runIf(process.platform === 'linux')('the processes of a user are found, and that this one has no sandbox', () => {
  const mine = processesOf(process.getuid!()).find(({ pid }) => pid === process.pid);
  expect(mine).toMatchObject({ hasNamespace: false });
});

test.runIf(process.platform === 'linux')('what a package runs at its installation is a script that the system’s shell can read', () => {
  for (const script of ['postinst', 'prerm']) expect(execFileSync('sh', ['-n', join(checkout, 'resources/deb', script)]).toString()).toBe('');
});
