import { loadBinding } from '../engine/binding.ts';
import { decodeThreads } from '../engine-host/decode-threads.ts';
import { locateEngine } from '../engine-host/locate.ts';
import { StudioError } from '../errors.ts';
import { jobsAhead, type JobAhead } from '../../shared/job-ahead.ts';
import { openPoolAhead } from './open-pool.ts';

const code = { train: () => import('./train-job.ts'), predict: () => import('./answer-job.ts') } satisfies Record<JobAhead, () => Promise<unknown>>;

/** What can be done of a prediction before its code is there: threads that decode start, and load the engine with their decoder while this one reads the model. */
function threadsLoadEngine(): boolean {
  if (locateEngine().jpegDecoder === null) return false;
  openPoolAhead(decodeThreads());
  return true;
}

/** What a process whose job is on its way can do before: loads the code of such a job, and the engine. @param word that the process was started with, if any */
export async function getReady(word: string | undefined): Promise<void> {
  const kind = jobsAhead.find((each) => each === word);
  if (!kind) return;
  try {
    const isLoading = kind === 'predict' && threadsLoadEngine();
    await code[kind]();
    if (!isLoading) loadBinding();
  } catch (error) {
    // The job finds it too, and says it.
    if (!(error instanceof StudioError)) throw error;
  }
}
