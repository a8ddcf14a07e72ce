import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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
  /** -1 while it has none. */
  readonly pid: number;
  /** Does nothing once the process is gone. */
  send(message: ToEngine): void;
  /** Its last answer has been read: it may end. */
  release(): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts the engine process (src/main/trainer.ts) in the way that the program around it allows. */
export interface ProcessHost {
  start(environment: NodeJS.ProcessEnv, listeners: ProcessListeners): HostedProcess;
}

/** Under Node: a forked process that runs the source as it is. */
export const forkHost: ProcessHost = {
  start(environment, listeners) {
    const trainerFile = fileURLToPath(new URL('../../main/trainer.ts', import.meta.url));
    const child = fork(trainerFile, {
      env: environment,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
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
      send(message) {
        if (child.connected) child.send(message);
      },
      // It closes the channel itself, after its last answer has been written.
      release: () => undefined,
      kill: () => child.kill('SIGKILL'),
    };
  },
};

let current: ProcessHost = forkHost;

/** The host of every engine process that starts from now on; Electron's main process calls it once. */
export function useProcessHost(host: ProcessHost): void {
  current = host;
}

export const processHost = (): ProcessHost => current;
