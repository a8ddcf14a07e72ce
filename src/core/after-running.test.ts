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

test('a limit of a few milliseconds ends though no look comes in time', async () => {
  const act = vi.fn();
  afterRunning(20, act);
  for (let turns = 0; turns < 100 && act.mock.calls.length === 0; turns++) {
    standStill(15);
    await delay(1);
  }
  expect(act).toHaveBeenCalledOnce();
});

test('called off, it does nothing', async () => {
  const act = vi.fn();
  clearInterval(afterRunning(20, act));
  await delay(100);
  expect(act).not.toHaveBeenCalled();
});
