import type { WireError } from '../../shared/errors.ts';
import { afterRunning } from '../after-running.ts';
import { fromWireError } from '../errors.ts';
import { startThread } from '../threads.ts';
import { badFile } from './safetensors-header.ts';
import type { WeightsAnswers, WeightsJob } from './weights-job.ts';

export type WeightsReply =
  { readonly ok: true; readonly answer: WeightsAnswers[WeightsJob['kind']] } | { readonly ok: false; readonly error: WireError };

const worker = new URL('./weights-worker.ts', import.meta.url);
/** Names of 20,000 tensors take some 50 MB; values lie outside of this heap. */
const heapLimitMb = 512;
/** Looking at names takes seconds at the bounds. This is for what nobody thought of; converting takes as long as its bytes. */
const lookLimitMs = 60_000;

/**
 * Does a job in a thread of its own: whatever a file costs, calls are answered meanwhile, and what it takes of the heap ends
 * the thread alone. Starting one takes a fifth of a second.
 * @throws StudioError as the job; `bad-weights` for a file that needs more than its bounds
 */
export function inWeightsThread<Job extends WeightsJob>(job: Job): Promise<WeightsAnswers[Job['kind']]> {
  return new Promise((resolve, reject) => {
    const thread = startThread(worker, job, heapLimitMb);
    const overtime = () => {
      reject(badFile(job.shownAs, `took more than ${lookLimitMs / 1000} s to be understood`, undefined, undefined, 'weights-too-much'));
      void thread.terminate();
    };
    const timer = job.kind === 'convert' ? undefined : afterRunning(lookLimitMs, overtime);
    thread.once('message', (reply: WeightsReply) => {
      if (reply.ok) resolve(reply.answer as WeightsAnswers[Job['kind']]);
      else reject(fromWireError(reply.error));
    });
    thread.once('error', (cause: NodeJS.ErrnoException) => {
      const isHeap = cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isHeap ? badFile(job.shownAs, `needs more than ${heapLimitMb} MB to be understood`, undefined, cause, 'weights-too-much') : cause);
    });
    thread.once('exit', (code) => {
      clearInterval(timer);
      reject(new Error(`the thread that reads ${job.shownAs} ended with ${code}`));
    });
  });
}
