import { setPriority } from 'node:os';

/** Below the window and the shell, so that both stay quick; a person waits for `answering`, and for training only now and then. */
export const enginePriorities = { training: 10, answering: 5 } as const;

export function lowerPriority(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch (error) {
    // A child that is gone already reports itself; nothing else can be done about its priority.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}
