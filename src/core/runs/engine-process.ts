import { fork } from 'node:child_process';
import { availableParallelism, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../engine/environment.ts';
import { locateEngine } from '../engine/locate.ts';
import { fromWireError, StudioError } from '../errors.ts';
import type { FromEngine, Job, ToEngine } from '../../shared/trainer-protocol.ts';

type JobResult = Extract<FromEngine, { type: 'finished' }>['result'];

export interface EngineProcess {
  /** Resolves with the job's result. @throws StudioError what the job failed with, or `trainer-died` */
  readonly finished: Promise<JobResult>;
  readonly pid: number;
  send(message: ToEngine): void;
  /** Ends it at once; only for a caller that gives up. */
  kill(): void;
}

const trainerFile = fileURLToPath(new URL('../../main/trainer.ts', import.meta.url));
/** Below the window and the shell, so that both stay quick. */
const trainerPriority = 10;
/** TensorFlow warns on stderr about itself; the last lines matter only when it dies. */
const keptStderrBytes = 4000;

export const defaultThreads = (): number => availableParallelism();

/**
 * Starts an engine process on a job.
 * @param threads of TensorFlow; decoding has its own (the job says)
 * @throws StudioError `engine-missing`
 */
export function startEngine(job: Job, threads: number, onEvent: (event: FromEngine) => void): EngineProcess {
  locateEngine();
  const child = fork(trainerFile, {
    env: engineEnvironment(threads),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (process.env.GRAFT_VERBOSE) process.stderr.write(text);
    stderr = (stderr + text).slice(-keptStderrBytes);
  });
  const finished = new Promise<JobResult>((resolve, reject) => {
    let ended = false;
    const settle = (act: () => void) => {
      ended = true;
      act();
    };
    child.on('message', (event: FromEngine) => {
      if (event.type === 'finished') settle(() => resolve(event.result));
      else if (event.type === 'failed') settle(() => reject(fromWireError(event.error)));
      else onEvent(event);
    });
    child.on('error', (cause) =>
      reject(new StudioError('trainer-died', `The engine process did not start: ${cause.message}`, { cause })),
    );
    // Not `exit`, which may come before the last message has been read: `close` waits for the channel's end.
    child.on('close', (code, signal) => {
      if (!ended) reject(diedError(code, signal, stderr));
    });
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  child.send({ type: 'job', job } satisfies ToEngine);
  return {
    finished,
    pid: child.pid ?? -1,
    send(message) {
      if (child.connected) child.send(message);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, trainerPriority);
  } catch (error) {
    // A child that is gone already reports itself; nothing else can be done about its priority.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

function diedError(code: number | null, signal: NodeJS.Signals | null, stderr: string): StudioError {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const memory = signal === 'SIGKILL' ? ' (the system ends a process that takes too much memory this way)' : '';
  const lastLine = stderr.trim().split('\n').at(-1);
  return new StudioError('trainer-died', `The engine process ${how}${memory}${lastLine && !signal ? `: ${lastLine}` : ''}`, {
    hint: 'Go on from the last checkpoint with "graft resume"; a smaller --batch-size takes less memory.',
  });
}
