import { toWireError } from '../errors.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { createSharedGate } from './gate.ts';
import { identifyImage } from './identify.ts';
import { claimMark } from './image-task.ts';
import type { FromWorker, IdentifyResult, PictureJob, ReadResult, ToWorker, WorkerSetup } from './image-task.ts';
import { readImage, readLooks } from './read-image.ts';
import { sameContent } from './same-content.ts';

const port = parentPort!;
const { index, claims, largeGate } = workerData as WorkerSetup;
const gate = createSharedGate(largeGate, index + 1);

async function perform(work: PictureJob['work']): Promise<ReadResult | IdentifyResult> {
  try {
    if (work.kind === 'identify') return { ok: true, facts: await identifyImage(work.file, { verify: true, gate }) };
    const source = work.sha256 === undefined ? work.file : await sameContent(work.file, work.sha256);
    const { preprocessing, view, looks = 'none' } = work;
    return { ok: true, pixels: await (looks === 'none' ? readImage(source, preprocessing, view, gate) : readLooks(source, preprocessing, looks, gate)) };
  } catch (error) {
    const { message: reason, values = null } = toWireError(error);
    return { ok: false, reason, values };
  }
}

const jobs: PictureJob[] = [];
let busy = false;
let closing = false;

/** One job after the other: a worker uses one processor, in its own thread or in libvips' but never in both. */
async function pump(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    if (Atomics.compareExchange(claims, job.slot, job.id, claimMark(index)) !== job.id) continue;
    const result = await perform(job.work);
    const message: FromWorker = { id: job.id, result };
    port.postMessage(message, result.ok && 'pixels' in result ? [result.pixels.buffer as ArrayBuffer] : []);
  }
  busy = false;
  if (closing) port.close();
}

port.on('message', (message: ToWorker) => {
  if (message === 'close') {
    closing = true;
    jobs.length = 0;
  } else jobs.push(message);
  void pump();
});
port.postMessage('ready' satisfies FromWorker);
