import { fileURLToPath } from 'node:url';
import { forkNode } from '../node-program.ts';
import type { JobAhead } from '../../shared/job-ahead.ts';
import type { FromEngine, ToEngine } from '../../shared/trainer-protocol.ts';

/** What a host tells of a process that it started. `exited` comes last and once; nothing may be heard after it. */
export interface ProcessListeners {
  readonly message: (event: FromEngine) => void;
  /** Text of the process's stderr as it comes. */
  readonly stderr: (text: string) => void;
  /** The process has an id now. May never be called where it cannot be started. */
  readonly spawned: (pid: number) => void;
  /** It could not be started at all; `exited` may or may not follow. */
  readonly failed: (cause: Error) => void;
  readonly exited: (code: number | null, signal: string | null) => void;
}

export interface HostedProcess {
  /** -1 where it could not be started. */
  readonly pid: number;
  /** Whether it has not ended yet, as far as is known. */
  readonly isAlive: boolean;
  /** Does nothing once the process is gone. */
  send(message: ToEngine): void;
  /** Ends it at once. */
  kill(): void;
}

/** Of the Node of an engine process. Young objects are few and small, while the arrays of batches behind them are not: collected early they do not add up. */
export const engineFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'] as const;

/** Starts the engine process (src/main/trainer.ts). @param ahead kind of the job that will come later: it gets ready for it meanwhile */
export function startProcess(environment: NodeJS.ProcessEnv, listeners: ProcessListeners, ahead?: JobAhead): HostedProcess {
  const trainerFile = fileURLToPath(new URL('../../main/trainer.ts', import.meta.url));
  const child = forkNode(trainerFile, ahead ? [ahead] : [], {
    env: environment,
    execArgv: [...engineFlags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr!.setEncoding('utf8').on('data', listeners.stderr);
  child.on('message', listeners.message);
  child.on('error', listeners.failed);
  // Not `exit`, which may come before the last message has been read: `close` waits for the channel's end.
  child.on('close', listeners.exited);
  if (child.pid !== undefined) listeners.spawned(child.pid);
  return {
    pid: child.pid ?? -1,
    get isAlive() {
      return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    },
    send(message) {
      if (child.connected) child.send(message);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
