import { loadBinding } from '../engine/binding.ts';
import { StudioError } from '../errors.ts';
import type { JobAhead } from '../../shared/job-ahead.ts';

const code = { train: () => import('./train-job.ts'), predict: () => import('./answer-job.ts') } satisfies Record<JobAhead, () => Promise<unknown>>;

/** What a process whose job is on its way can do before: loads the code of such a job, and the engine. */
export async function getReady(kind: JobAhead): Promise<void> {
  await code[kind]();
  try {
    loadBinding();
  } catch (error) {
    // The job finds it too, and says it.
    if (!(error instanceof StudioError)) throw error;
  }
}
