import type { EventEmitter } from 'node:events';

interface Means {
  readonly process: Pick<EventEmitter, 'on'>;
  readonly log: (line: string) => void;
  /** Shows it until the person has read it. */
  readonly say: (message: string) => void;
  readonly exit: (code: number) => void;
}

export const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * What nobody caught ends the program: what it holds in memory can be trusted no longer, so nothing is saved. The database is whole after
 * every transaction, and a training, in a process of its own, writes its checkpoint when its parent is gone. Electron by itself would go on:
 * behind a window about the exception, after a mere warning about a rejection.
 */
export function endLoudly({ process, log, say, exit }: Means): void {
  let isEnding = false;
  const end = (what: string) => (error: unknown) => {
    log(`${what}: ${stackOf(error)}`);
    // While the window stands others may come.
    if (isEnding) return;
    isEnding = true;
    try {
      say(error instanceof Error ? error.message : String(error));
    } finally {
      exit(1);
    }
  };
  process.on('uncaughtException', end('Nobody caught'));
  process.on('unhandledRejection', end('Nobody waited for'));
}
