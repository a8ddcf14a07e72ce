import { engineEnvironment } from '../../engine-host/environment.ts';
import { startProcess } from '../../engine-host/process-host.ts';
import type { HostedProcess, ProcessListeners } from '../../engine-host/process-host.ts';
import type { JobAhead } from '../../../shared/job-ahead.ts';
import { enginePriorities, lowerPriority } from './engine-priority.ts';

interface EngineAhead {
  readonly threads: number;
  readonly child: HostedProcess;
  /** Who hears it from now on. */
  hearAs(listeners: ProcessListeners): void;
}

let ahead: EngineAhead | null = null;

/**
 * Starts an engine process whose job will be known soon: it loads its code and the engine while this program opens the database and scans a folder. The next
 * engine of as many threads is that process. There is one at a time; whoever finds that there will be no job says `dropEngineAhead`. Never throws: what is wrong
 * with an engine is said by the job.
 */
export function startEngineAhead(kind: JobAhead, threads: number): void {
  dropEngineAhead();
  let hearer: ProcessListeners | null = null;
  let stderr = '';
  const gone = (): void => void (ahead === own && (ahead = null));
  const listeners: ProcessListeners = {
    message: (event) => hearer?.message(event),
    stderr: (text) => (hearer ? hearer.stderr(text) : (stderr += text)),
    spawned: (pid) => lowerPriority(pid, enginePriorities.training),
    failed: (cause) => (hearer ? hearer.failed(cause) : gone()),
    exited: (code, signal) => (hearer ? hearer.exited(code, signal) : gone()),
  };
  const own: EngineAhead = {
    threads,
    child: startProcess(engineEnvironment(threads), listeners, kind),
    hearAs(taker) {
      hearer = taker;
      if (stderr !== '') taker.stderr(stderr);
    },
  };
  ahead = own;
}

/** The process that was started ahead, which is the taker's from now on. Null where none of so many threads lives: one of another number is ended. */
export function takeEngineAhead(threads: number, listeners: ProcessListeners): HostedProcess | null {
  if (ahead?.threads !== threads || !ahead.child.isAlive) {
    dropEngineAhead();
    return null;
  }
  const { child, hearAs } = ahead;
  ahead = null;
  hearAs(listeners);
  return child;
}

/** Ends the process that was started ahead, where nobody took it. */
export function dropEngineAhead(): void {
  ahead?.child.kill();
  ahead = null;
}
