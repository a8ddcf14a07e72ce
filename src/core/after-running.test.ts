import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { afterRunning } from './after-running.ts';

const standStill = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('time in which the process stood still does not count', async () => {
  const act = vi.fn();
  afterRunning(500, act);
  standStill(1000);
  await delay(60);
  expect(act).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(act).toHaveBeenCalledOnce(), { timeout: 20_000 });
});

test('called off, it does nothing', async () => {
  const act = vi.fn();
  clearInterval(afterRunning(20, act));
  await delay(100);
  expect(act).not.toHaveBeenCalled();
});
