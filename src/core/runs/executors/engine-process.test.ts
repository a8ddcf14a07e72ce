import { afterEach, expect, test, vi } from 'vitest';
import { engineProcessesOf } from '../../../../test/engine-processes.ts';
import { endOnAbort, startEngine } from './engine-process.ts';

const ours = (): number[] => engineProcessesOf(process.pid);
const check = () => startEngine({ kind: 'check', measurePrecision: false }, 1, () => undefined);

afterEach(() => vi.waitFor(() => expect(ours()).toEqual([]), { timeout: 10_000 }));

test('an engine that was asked something and dies leaves nothing to go on from, and is not said to', async () => {
  const engine = check();
  engine.kill();
  await expect(engine.finished).rejects.toMatchObject({
    code: 'trainer-died',
    hint: expect.not.stringContaining('resume'),
    values: { kind: 'engine-died-of-memory', how: 'SIGKILL' },
  });
});

test('who gave up before it began is not waited for; who took it back does not end it', async () => {
  const engine = check();
  endOnAbort(engine, AbortSignal.abort());
  await expect(engine.finished).rejects.toMatchObject({ code: 'trainer-died' });

  const other = check();
  const controller = new AbortController();
  endOnAbort(other, controller.signal)();
  controller.abort();
  expect(await other.finished).toMatchObject({ kind: 'check' });
});

test('an engine that has the code of a program updated meanwhile says so of a job that it does not understand', async () => {
  const job = { kind: 'check', measurePrecision: false, withWhatIsNew: true } as Parameters<typeof startEngine>[0];
  await expect(startEngine(job, 1, () => undefined).finished).rejects.toMatchObject({
    message: expect.stringContaining('withWhatIsNew'),
    hint: expect.stringContaining('updated while it ran'),
    values: { kind: 'job-not-understood' },
  });
});
