import { parentPort, workerData } from 'node:worker_threads';
import './image-worker.ts';
import { claimMark } from './image-task.ts';
import type { PictureJob, WorkerSetup } from './image-task.ts';

/** The real worker, except that taking a file whose name holds "crash" ends the thread. */
const { index, claims } = workerData as WorkerSetup;
parentPort!.on('message', (job: PictureJob) => {
  if (job.work?.file.includes('crash')) {
    const watch = (): void => {
      if (Atomics.load(claims, job.slot) === claimMark(index)) process.exit(70);
      if (Atomics.load(claims, job.slot) === job.id) setImmediate(watch);
    };
    watch();
  }
});
