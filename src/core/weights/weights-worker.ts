import { parentPort, workerData } from 'node:worker_threads';
import { toWireError } from '../errors.ts';
import { performWeightsJob } from './weights-job.ts';
import type { WeightsJob } from './weights-job.ts';
import type { WeightsReply } from './weights-thread.ts';

const port = parentPort!;
const reply: WeightsReply = await performWeightsJob(workerData as WeightsJob).then(
  (answer) => ({ ok: true, answer }),
  (error: unknown) => ({ ok: false, error: toWireError(error) }),
);
port.postMessage(reply);
