import type { JobAhead } from '../../shared/job-ahead.ts';

/**
 * Has an engine process get ready while `work` finds out what its job is; one that no job took is ended with it.
 * @param threads that the job is thought to have; another number starts a process of its own
 */
export async function withEngineAhead<T>(kind: JobAhead, threads: number | undefined, work: () => Promise<T>): Promise<T> {
  const { dropEngineAhead, startEngineAhead } = await import('../../core/runs/executors/engine-ahead.ts');
  const { defaultThreads } = await import('../../core/runs/executors/engine-process.ts');
  startEngineAhead(kind, threads ?? defaultThreads());
  try {
    return await work();
  } finally {
    dropEngineAhead();
  }
}
