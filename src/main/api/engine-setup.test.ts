import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { TaskState } from '../../shared/contract/use-calls.ts';
import { useNodeProgram } from '../../core/node-program.ts';
import { createEngineSetup } from './engine-setup.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-setup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** A stand-in for scripts/setup.mjs, which would download: it speaks as that does and ends as it is told. */
function script(text: string): string {
  const file = path.join(folder, `setup-${(count += 1)}.mjs`);
  writeFileSync(file, text);
  return file;
}

function begin(file: string) {
  const states: TaskState[] = [];
  const { promise, resolve } = Promise.withResolvers<TaskState>();
  const setup = createEngineSetup((task) => {
    states.push(task);
    if (task.state !== 'running') resolve(task);
  }, file);
  return { setup, states, over: promise };
}

test('what the set-up says is told line by line, with a share where it names one', async () => {
  const file = script(`console.error('Setting up Graft Studio\\n  engine   40 % of 200 MB\\n\\n  engine   built');`);
  const { setup, states, over } = begin(file);
  const first = setup.start();
  expect(first).toMatchObject({ kind: 'engine-setup', state: 'running', total: null });
  expect(await over).toMatchObject({ task: first.task, state: 'done' });
  expect(states.map(({ message }) => message)).toEqual([
    'Setting up Graft Studio',
    'engine: 40 % of 200 MB',
    'engine: built',
    'The engine is ready',
  ]);
  expect(states[1]).toMatchObject({ done: 40, total: 100 });
});

test('a failure says what the set-up said last', async () => {
  const { setup, over } = begin(script(`console.error('There is no network'); process.exitCode = 3;`));
  setup.start();
  expect(await over).toMatchObject({ state: 'failed', message: 'There is no network' });
});

test('one at a time; closing ends it, and it can be begun again', async () => {
  const { setup, states, over } = begin(script(`console.error('working'); setInterval(() => {}, 1000);`));
  const first = setup.start();
  expect(setup.start().task).toBe(first.task);
  while (states.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await setup.close();
  expect((await over).state).toBe('failed');
  const second = setup.start();
  expect(second.task).not.toBe(first.task);
  await setup.close();
});

test('a program without the script says so', () => {
  expect(() => createEngineSetup(() => undefined, path.join(folder, 'none.mjs')).start()).toThrow('none.mjs');
});

test('it runs in the Node that the program around it names, for Electron is none', async () => {
  const node = path.join(folder, 'node');
  writeFileSync(node, '#!/bin/sh\necho "our own Node was given $(basename "$1")" >&2\n');
  chmodSync(node, 0o755);
  const file = script('');
  useNodeProgram(node);
  try {
    const { setup, states, over } = begin(file);
    setup.start();
    expect(await over).toMatchObject({ state: 'done' });
    expect(states[0]!.message).toBe(`our own Node was given ${path.basename(file)}`);
  } finally {
    useNodeProgram(process.execPath);
  }
});
