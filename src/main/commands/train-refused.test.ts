import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineProcessesOf } from '../../../test/engine-processes.ts';
import { ended, startGraft, type Ended } from '../../../test/graft.ts';
import { tintedFolder } from '../../../test/small-run.ts';

const minutes = { timeout: 120_000 };
let root = '';
let data = '';

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'graft-refused-'));
  data = path.join(root, 'tints');
  await tintedFolder(data, [6, 6]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Trains, and counts the engine processes that were there at any time. */
async function trained(folder: string, flags: readonly string[]): Promise<Ended & { engines: number }> {
  const child = startGraft(['train', folder, ...flags, '--json'], { home: path.join(root, 'home') });
  child.stdin.end();
  const seen = new Set<number>();
  let isOver = false;
  const end = ended(child).finally(() => (isOver = true));
  while (!isOver) {
    for (const pid of engineProcessesOf(child.pid!)) seen.add(pid);
    await wait(5);
  }
  return { ...(await end), engines: seen.size };
}

test.each([
  { flags: ['--from', '1', '--backbone', 'resnet18'], says: /--from takes the network and the weights of run 1/ },
  { flags: ['--net', 'cifar_resnet20', '--from', '1'], says: /--net names others/ },
  { flags: ['--net', 'no_such_net'], says: /There is no network called "no_such_net"/ },
  { flags: ['--net', './no-such-file.json'], says: /cannot be read: ENOENT/ },
  { flags: ['--net', 'cifar_resnet20', '--freeze', 'head'], says: /the network starts drawn/ },
  { flags: ['--net', 'cifar_plain20', '--drop-path', '0.1'], says: /blocks without a shortcut/ },
  { flags: ['--head', 'mlp:99999'], says: /--head is "mlp:99999"/ },
  { flags: ['--backbone', './weights.pth'], says: /is a path, and a backbone has an id/ },
])('no engine is started for what its words alone refuse: $flags', minutes, async ({ flags, says }) => {
  const { code, stderr, engines } = await trained(data, flags);
  expect([code === 0, engines]).toEqual([false, 0]);
  expect(stderr).toMatch(says);
});

test('nor for a folder that is not there', minutes, async () => {
  const { code, stderr, engines } = await trained(path.join(root, 'nowhere'), []);
  expect([code === 0, engines]).toEqual([false, 0]);
  expect(stderr).toMatch(/nowhere/);
});

test('a dry run measures with the one that was started', minutes, async () => {
  const flags = ['--net', 'cifar_resnet20', '--precision', 'float32', '--image-size', '32', '--dry-run'];
  expect(await trained(data, flags)).toMatchObject({ code: 0, engines: 1 });
});
