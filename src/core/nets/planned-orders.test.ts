import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineEnvironment } from '../engine-host/environment.ts';
import { activationOrders } from '../../shared/net-spec.ts';

test.runIf(process.platform === 'linux' && process.arch === 'x64')('TensorFlow plans a network of every order of layers without a fault, ReLUs computed with their convolutions', () => {
  const script = fileURLToPath(new URL('planned-orders.fixture.ts', import.meta.url));
  const env = { ...engineEnvironment(1), CUDA_VISIBLE_DEVICES: '', ONEDNN_VERBOSE: '1' };
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], { env, encoding: 'utf8' });
  expect([status, stderr.split('\n').filter((line) => /^[EF]\d{4} /.test(line))]).toEqual([0, []]);
  const parts = stdout.split(/^order /m).slice(1);
  expect(parts.map((part) => part.split('\n')[0])).toEqual([...activationOrders]);
  for (const part of parts) expect(part.split('\n').filter((line) => line.includes(',exec,') && /,convolution,.*eltwise_relu/.test(line)).length, part.split('\n')[0]).toBeGreaterThan(0);
});
