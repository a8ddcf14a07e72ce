import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { startEngine } from '../../core/runs/executors/engine-process.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { parentPortOf } from '../engine-port.ts';
import { exitStatus } from './exit-status.ts';
import { utilityProcessHost } from './utility-process-host.ts';

/** Electron's UtilityProcess: no process id before `spawn`, messages copied by structured clone. */
class FakeUtilityProcess extends EventEmitter {
  pid: number | undefined;
  stderr = new PassThrough();
  posted: { type: string }[] = [];
  postMessage(message: { type: string }): void {
    this.posted.push(structuredClone(message));
  }
  spawn(pid = process.pid): void {
    this.pid = pid;
    this.emit('spawn');
  }
}

function host() {
  const child = new FakeUtilityProcess();
  const forked: unknown[] = [];
  const killed: number[] = [];
  const made = utilityProcessHost({
    fork: (...given) => {
      forked.push(given);
      return child as never;
    },
    trainerFile: '/app/out/main/trainer.js',
    killProcess: (pid) => killed.push(pid),
  });
  return { child, forked, killed, made };
}

/** An engine process on a job that only says what the engine is; locating the engine is real. */
function start() {
  const parts = host();
  const events: FromEngine[] = [];
  const engine = startEngine({ kind: 'check', measurePrecision: false }, 2, (event) => events.push(event), parts.made);
  return { ...parts, engine, events };
}

const result = { kind: 'check', tensorflow: '2.21.0', engine: 'e', gpu: false, precisions: [] } as const;

test('it starts the built trainer with the environment of TensorFlow, without stdin, and gives it its job', () => {
  const { forked, child, engine } = start();
  expect(forked).toEqual([
    [
      '/app/out/main/trainer.js',
      [],
      expect.objectContaining({
        env: expect.objectContaining({ TF_ENABLE_ONEDNN_OPTS: '1', TF_NUM_INTRAOP_THREADS: '2' }),
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    ],
  ]);
  expect(child.posted).toEqual([{ type: 'job', job: { kind: 'check', measurePrecision: false } }]);
  expect(engine.pid).toBe(-1);
  child.spawn(process.pid);
  expect(engine.pid).toBe(process.pid);
});

test('events come through, the answer ends the job, and only then the process is released', async () => {
  const { child, engine, events } = start();
  child.emit('message', { type: 'notice', message: 'hello' });
  engine.send({ type: 'stop' });
  expect(child.posted.map(({ type }) => type)).toEqual(['job', 'stop']);
  child.emit('message', { type: 'finished', result });
  expect(child.posted.map(({ type }) => type)).toEqual(['job', 'stop', 'release']);
  child.emit('exit', 0);
  expect(await engine.finished).toEqual(result);
  expect(events).toEqual([{ type: 'notice', message: 'hello' }]);
  engine.send({ type: 'stop' });
  expect(child.posted).toHaveLength(3);
});

test('a job that fails rejects with its own error', async () => {
  const { child, engine } = start();
  child.emit('message', { type: 'failed', error: { code: 'nan-loss', message: 'The loss is NaN' } });
  child.emit('exit', 0);
  await expect(engine.finished).rejects.toMatchObject({ code: 'nan-loss' });
});

test.each([
  [9, 'The engine process was ended by SIGKILL (the system ends a process that takes too much memory this way)'],
  [139, 'The engine process was ended by SIGSEGV'],
  [5, 'The engine process was ended by SIGTRAP (Electron ends a process that asks for more than 2 GiB at once this way)'],
  [1, 'The engine process ended with exit code 1: cannot open shared object'],
])('death with %i is named', async (code, message) => {
  const { child, engine } = start();
  child.spawn();
  child.stderr.write('a line\ncannot open shared object\n');
  await new Promise((resolve) => setImmediate(resolve));
  child.emit('exit', code);
  const error = await engine.finished.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StudioError);
  expect(error).toMatchObject({ code: 'trainer-died', message });
});

test("V8's own end carries its reason", async () => {
  const { child, engine } = start();
  child.emit('error', 'FatalError', 'v8::ToLocalChecked', '{}');
  child.emit('exit', 1);
  await expect(engine.finished).rejects.toThrow('FatalError in v8::ToLocalChecked');
});

test('kill works before the process has an id, and never hits somebody else afterwards', async () => {
  const { child, engine, killed } = start();
  engine.kill();
  expect(killed).toEqual([]);
  child.spawn(process.pid);
  expect(killed).toEqual([process.pid]);
  child.emit('exit', 9);
  engine.kill();
  expect(killed).toHaveLength(1);
  await expect(engine.finished).rejects.toThrow();
});

test('exit codes', () => {
  expect([0, 1, 42, 9, 137, 134].map(exitStatus)).toEqual([
    { code: 0, signal: null },
    { code: 1, signal: null },
    { code: 42, signal: null },
    { code: null, signal: 'SIGKILL' },
    { code: null, signal: 'SIGKILL' },
    { code: null, signal: 'SIGABRT' },
  ]);
});

test("the trainer's side: messages arrive without Electron's wrapping, release ends it and nothing else does", () => {
  const parent = Object.assign(new EventEmitter(), {
    posted: [] as unknown[],
    postMessage: (message: unknown) => parent.posted.push(message),
  });
  let exits = 0;
  const heard: unknown[] = [];
  const port = parentPortOf(parent as never, () => exits++);
  port.onMessage((message) => heard.push(message));
  parent.emit('message', { data: { type: 'stop' } });
  port.emit({ type: 'notice', notice: { about: 'features-damaged', count: 1 } });
  port.finish({ type: 'finished', result: { kind: 'predict' } });
  expect([heard, exits]).toEqual([[{ type: 'stop' }], 0]);
  expect(parent.posted).toHaveLength(2);
  parent.emit('message', { data: { type: 'release' } });
  expect([heard.length, exits]).toEqual([1, 1]);
});
