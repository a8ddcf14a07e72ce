import { constants } from 'node:os';

/** Signals that end an engine process: killed, out of memory, or a crash in native code. */
const deadly = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;
const nameOf = new Map<number, string>(deadly.map((name) => [constants.signals[name], name]));

/**
 * The code of a utility process's `exit` event as exit code or signal. Electron hands on what waitpid says: a signal comes as its
 * number, with 128 added where a core was written (or by the convention of shells). Our trainer itself ends with 0 or 1 only.
 */
export function exitStatus(code: number): { code: number | null; signal: string | null } {
  const signal = nameOf.get(code > 128 ? code - 128 : code);
  return signal ? { code: null, signal } : { code, signal: null };
}
