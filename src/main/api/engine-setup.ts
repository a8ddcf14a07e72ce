import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/errors.ts';
import { nodeProgram } from '../../core/node-program.ts';
import type { TaskState } from '../../shared/contract/use-calls.ts';

const usualScript = fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url));
const keptLines = 12;

export interface EngineSetup {
  /** Begins the set-up, or tells of the one that runs. @throws StudioError `missing-tool` in a packaged program */
  start(): TaskState;
  /** Ends it politely; the next one goes on where it stopped. */
  close(): Promise<void>;
}

/** Runs scripts/setup.mjs as a person would; what it says is told to `onChange`, a state a line. */
export function createEngineSetup(onChange: (task: TaskState) => void, script = usualScript): EngineSetup {
  let current: { state: TaskState; child: ChildProcess; ended: Promise<void> } | null = null;
  let count = 0;

  function start(): TaskState {
    if (current?.state.state === 'running') return current.state;
    if (!existsSync(script)) {
      throw new StudioError('missing-tool', `There is no ${script}`, {
        values: { kind: 'script-not-there', file: script },
        hint: 'Install Graft Studio again: its engine comes with it.',
      });
    }
    count += 1;
    const child = spawn(nodeProgram(), [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines: string[] = [];
    const running: TaskState = {
      task: `engine-setup-${process.pid}-${count}`,
      kind: 'engine-setup',
      state: 'running',
      done: 0,
      total: null,
      message: 'Setting up the engine',
      file: null,
    };
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const own = { state: running, child, ended };
    const change = (more: Partial<TaskState>) => {
      own.state = { ...own.state, ...more };
      onChange(own.state);
    };
    current = own;
    const reader = createInterface({ input: child.stderr! });
    reader.on('line', (line) => {
      const text = line.trim().replace(/\s{2,}/g, ': ');
      if (text === '') return;
      lines.push(text);
      if (lines.length > keptLines) lines.shift();
      change({ message: text, ...percentOf(text) });
    });
    let cause: Error | null = null;
    child.once('error', (error) => (cause = error));
    child.once('close', (code) => {
      reader.close();
      if (code === 0) change({ state: 'done', message: 'The engine is ready', done: 100, total: 100 });
      else change({ state: 'failed', message: cause?.message ?? lines.slice(-3).join('\n') });
      resolve();
    });
    return own.state;
  }

  return {
    start,
    async close() {
      if (current?.state.state !== 'running') return;
      current.child.kill('SIGTERM');
      await current.ended;
    },
  };
}

function percentOf(text: string): Pick<TaskState, 'done' | 'total'> {
  const percent = /(\d{1,3})(?:\.\d+)? ?%/.exec(text)?.[1];
  return percent === undefined ? { done: 0, total: null } : { done: Number(percent), total: 100 };
}
