import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { engineProcessesOf } from '../../../../test/engine-processes.ts';
import { dropEngineAhead, startEngineAhead } from './engine-ahead.ts';
import { startEngine } from './engine-process.ts';

const ours = (): number[] => engineProcessesOf(process.pid);
const check = (threads: number) => startEngine({ kind: 'check', measurePrecision: false }, threads, () => undefined);

afterEach(() => vi.waitFor(() => expect(ours()).toEqual([]), { timeout: 10_000 }));

test('the next engine of as many threads is the process that was started ahead, and does its job', async () => {
  startEngineAhead('train', 1);
  const [pid] = ours();
  const engine = check(1);
  expect([engine.pid, ours()]).toEqual([pid, [pid]]);
  expect(await engine.finished).toMatchObject({ kind: 'check' });
  // It is nobody else's afterwards.
  const next = check(1);
  expect(next.pid).not.toBe(pid);
  next.kill();
  await expect(next.finished).rejects.toMatchObject({ code: 'trainer-died' });
});

test('an engine of other threads has a process of its own; what nobody takes is ended, what died is not taken', async () => {
  startEngineAhead('train', 1);
  const [idle] = ours();
  const engine = check(2);
  expect(engine.pid).not.toBe(idle);
  engine.kill();
  await expect(engine.finished).rejects.toMatchObject({ code: 'trainer-died' });

  startEngineAhead('predict', 1);
  dropEngineAhead();
  await vi.waitFor(() => expect(ours()).toEqual([]), { timeout: 10_000 });

  startEngineAhead('predict', 1);
  const [dying] = ours();
  process.kill(dying!, 'SIGKILL');
  // Until this process knows of it.
  await wait(500);
  const last = check(1);
  expect(last.pid).not.toBe(dying);
  last.kill();
  await expect(last.finished).rejects.toMatchObject({ code: 'trainer-died' });
});
