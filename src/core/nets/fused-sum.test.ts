import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineEnvironment } from '../engine-host/environment.ts';

// Elsewhere the engine has no oneDNN. With a GPU nothing of it runs.
test.runIf(process.platform === 'linux' && process.arch === 'x64')('the sum behind each of three blocks is computed with the last convolution, not as a pass of its own', () => {
  const script = fileURLToPath(new URL('fused-sum.fixture.ts', import.meta.url));
  const env = { ...engineEnvironment(1), CUDA_VISIBLE_DEVICES: '', ONEDNN_VERBOSE: '1' };
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], { env, encoding: 'utf8' });
  expect([status, stderr.includes('Error')]).toEqual([0, false]);
  const convolutions = stdout.split('\n').filter((line) => line.includes(',exec,') && line.includes(',convolution,'));
  expect(convolutions.filter((line) => line.includes('sum+eltwise_relu'))).toHaveLength(3);
});
