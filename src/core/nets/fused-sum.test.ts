import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineEnvironment } from '../engine-host/environment.ts';

// Elsewhere the engine has no oneDNN. With a GPU nothing of it runs.
const testOnLinux = test.runIf(process.platform === 'linux' && process.arch === 'x64');

/** What the fixture leaves, in a process of its own. */
function pass(changes: object) {
  const script = fileURLToPath(new URL('fused-sum.fixture.ts', import.meta.url));
  const env = { ...engineEnvironment(1), CUDA_VISIBLE_DEVICES: '', ONEDNN_VERBOSE: '1' };
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(changes)], { env, encoding: 'utf8' });
  expect([status, signal, stderr.includes('Error')]).toEqual([0, null, false]);
  return stdout.split('\n').filter((line) => line.includes(',exec,') && line.includes(',convolution,'));
}

testOnLinux('the sum behind each of three blocks is computed with the last convolution, not as a pass of its own', () => {
  expect(pass({}).filter((line) => line.includes('sum+eltwise_relu'))).toHaveLength(3);
});

testOnLinux.each(['post', 'relu-pre', 'relu-before-add', 'bn-after-add', 'pre'])('channels of zeros added behind a bottleneck, order %s, do not end the process', (order) => {
  expect(pass({ block: 'bottleneck', order, shortcut: { change: 'zero-pad' } }).length).toBeGreaterThan(9);
});
