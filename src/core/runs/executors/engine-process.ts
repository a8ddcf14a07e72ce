import { availableParallelism } from 'node:os';
import { engineEnvironment } from '../../engine-host/environment.ts';
import { locateEngine } from '../../engine-host/locate.ts';
import { fromWireError, StudioError } from '../../errors.ts';
import { startProcess } from '../../engine-host/process-host.ts';
import type { ProcessListeners } from '../../engine-host/process-host.ts';
import type { SaidValues } from '../../../shared/said.ts';
import type { FromEngine, Job, ToEngine } from '../../../shared/trainer-protocol.ts';
import { takeEngineAhead } from './engine-ahead.ts';
import { enginePriorities, lowerPriority } from './engine-priority.ts';

type JobResult = Extract<FromEngine, { type: 'finished' }>['result'];

export interface EngineProcess {
  /** Resolves with the job's result. @throws StudioError what the job failed with, or `trainer-died` */
  readonly finished: Promise<JobResult>;
  readonly pid: number;
  send(message: ToEngine): void;
  /** Ends it at once; only for a caller that gives up. */
  kill(): void;
}

/** TensorFlow warns on stderr about itself; the last lines matter only when it dies. */
const keptStderrBytes = 4000;

export const defaultThreads = (): number => availableParallelism();

/**
 * Starts an engine process on a job.
 * @param threads of TensorFlow; decoding has its own (the job says)
 * @throws StudioError `engine-missing`
 */
export function startEngine(
  job: Job,
  threads: number,
  onEvent: (event: FromEngine) => void,
): EngineProcess {
  locateEngine();
  const { promise: finished, resolve, reject } = Promise.withResolvers<JobResult>();
  let stderr = '';
  let ended = false;
  const settle = (act: () => void) => {
    ended = true;
    act();
  };
  const isResident = job.kind === 'serve-model';
  const listeners: ProcessListeners = {
    message(event) {
      if (event.type === 'finished') settle(() => resolve(event.result));
      else if (event.type === 'failed') settle(() => reject(fromWireError(event.error)));
      else onEvent(event);
    },
    stderr(text) {
      if (process.env.GRAFT_VERBOSE) process.stderr.write(text);
      stderr = (stderr + text).slice(-keptStderrBytes);
    },
    spawned: (pid) => lowerPriority(pid, isResident ? enginePriorities.answering : enginePriorities.training),
    failed: (cause) =>
      reject(new StudioError('trainer-died', `The engine process did not start: ${cause.message}`, { values: { kind: 'process-not-started', detail: cause.message }, cause })),
    exited(code, signal) {
      if (!ended) reject(diedError(job.kind, code, signal, stderr));
    },
  };
  const ready = isResident ? null : takeEngineAhead(threads, listeners);
  const child = ready ?? startProcess(engineEnvironment(threads, process.env, isResident ? 'given-back' : 'kept'), listeners);
  child.send({ type: 'job', job } satisfies ToEngine);
  return {
    finished,
    pid: child.pid,
    send: (message) => child.send(message),
    kill: () => child.kill(),
  };
}

/** Ends a process when nobody waits for its answer any more, also where that was so before it began. @returns takes that back */
export function endOnAbort({ kill }: Pick<EngineProcess, 'kill'>, signal: AbortSignal | undefined): () => void {
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  return () => signal?.removeEventListener('abort', kill);
}

/** "was ended by SIGKILL (…)", "ended with exit code 1": the rest of a sentence that names the process. */
export const howEnded = (code: number | null, signal: string | null): string =>
  signal ? `was ended by ${signal}${signal === 'SIGKILL' ? ' (the system ends a process that takes too much memory this way)' : ''}` : `ended with exit code ${code}`;

/** What a training leaves behind to go on from; what was asked of a model is asked again. */
const afterDeath = {
  'trainer-died': 'Go on from the last checkpoint with "graft resume"; a smaller --batch-size takes less memory.',
  'engine-died': 'Try again; if it happens again, close programs that use much memory.',
} as const;
type Death = keyof typeof afterDeath;

function diedValues(death: Death, code: number | null, signal: string | null, lastLine: string | undefined): SaidValues {
  if (signal) return { kind: signal === 'SIGKILL' ? `${death}-of-memory` : death, how: signal };
  return { kind: lastLine ? `${death}-saying` : death, how: String(code), ...(lastLine && { detail: lastLine }) };
}

function diedError(job: Job['kind'], code: number | null, signal: string | null, stderr: string): StudioError {
  const lastLine = stderr.trim().split('\n').at(-1);
  const death = job === 'train' ? 'trainer-died' : 'engine-died';
  return new StudioError('trainer-died', `The engine process ${howEnded(code, signal)}${lastLine && !signal ? `: ${lastLine}` : ''}`, {
    values: diedValues(death, code, signal, lastLine),
    hint: afterDeath[death],
  });
}
