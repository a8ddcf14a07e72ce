import type { UtilityProcess } from 'electron';
import type { ProcessHost } from '../../core/engine-host/process-host.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { releaseMessage } from '../engine-port.ts';
import { exitStatus } from './exit-status.ts';

type Fork = (file: string, args: string[], options: Electron.ForkOptions) => UtilityProcess;

interface Settings {
  /** `utilityProcess.fork`; only after the app is ready. */
  readonly fork: Fork;
  /** The built trainer, outside of the archive so that its threads and native libraries find their files. */
  readonly trainerFile: string;
  readonly killProcess?: (pid: number) => void;
}

const killWithSignal = (pid: number): void => {
  process.kill(pid, 'SIGKILL');
};

/**
 * Engine processes as Electron's utility processes: `child_process.fork` is closed by the fuse `runAsNode`. They have no stdin,
 * copy messages by structured clone (typed arrays stay typed arrays), and learn by `release` that their last answer was read.
 */
export function utilityProcessHost({ fork, trainerFile, killProcess = killWithSignal }: Settings): ProcessHost {
  return {
    start(environment, listeners) {
      const child = fork(trainerFile, [], {
        env: environment as Record<string, string>,
        stdio: ['ignore', 'ignore', 'pipe'],
        serviceName: 'Graft Studio engine',
        // A Mac's hardened runtime loads only libraries of our own signature; TensorFlow's has none.
        allowLoadingUnsignedLibraries: true,
      });
      let isGone = false;
      let killWanted = false;
      child.stderr?.setEncoding('utf8').on('data', listeners.stderr);
      child.on('spawn', () => {
        if (child.pid === undefined) return;
        listeners.spawned(child.pid);
        if (killWanted) killProcess(child.pid);
      });
      child.on('message', (event: FromEngine) => listeners.message(event));
      // V8 gives up; `exit` follows and needs the reason.
      child.on('error', (type, location) => listeners.stderr(`${type} in ${location}\n`));
      child.on('exit', (code) => {
        isGone = true;
        const status = exitStatus(code);
        listeners.exited(status.code, status.signal);
      });
      const post = (message: unknown): void => {
        if (!isGone) child.postMessage(message, []);
      };
      return {
        get pid() {
          return child.pid ?? -1;
        },
        send: post,
        release: () => post(releaseMessage),
        kill() {
          if (isGone) return;
          if (child.pid === undefined) killWanted = true;
          else killProcess(child.pid);
        },
      };
    },
  };
}
