import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { withPeakMemory, withProcessorSeconds } from './process-memory.ts';

test.runIf(process.platform === 'linux')('what a child of a child holds is counted, and this process is not', async () => {
  const held = 150e6;
  const grandchild = `const held = Buffer.alloc(${held}, 1); setTimeout(() => held.length, 800)`;
  const child = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grandchild)}])`;
  const here = Buffer.alloc(400e6, 1);
  const { peakMemoryBytes } = await withPeakMemory(() => once(spawn(process.execPath, ['-e', child]), 'exit'));
  expect(here.length).toBe(400e6);
  expect(peakMemoryBytes).toBeGreaterThan(held);
  expect(peakMemoryBytes).toBeLessThan(held + 200e6);
});

test('nothing started, nothing told', async () => {
  expect(await withPeakMemory(() => Promise.resolve(3))).toEqual({ value: 3, peakMemoryBytes: null });
});

test.runIf(process.platform === 'linux')('what a child of a child computed is counted, also where nobody waited for it', async () => {
  const busy = 'const until = process.cpuUsage().user + 6e5; while (process.cpuUsage().user < until);';
  const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busy)}], { stdio: 'inherit' })`;
  const { seconds } = await withProcessorSeconds(() => once(spawn(process.execPath, ['-e', child], { stdio: ['ignore', 'pipe', 'ignore'] }), 'close'));
  expect(seconds).toBeGreaterThan(0.4);
});
