import { toWireError } from '../errors.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { useEngineJpeg } from './engine-jpeg.ts';
import { createSharedGate } from './gate.ts';
import { identifyImage } from './identify.ts';
import { claimMark } from './image-task.ts';
import type { FromWorker, IdentifyResult, PictureJob, ReadResult, ReadTask, ToWorker, WorkerSetup } from './image-task.ts';
import { holdPicture, readImage, readLooks } from './read-image.ts';
import type { HeldPicture } from './read-image.ts';
import { sameContent } from './same-content.ts';

const port = parentPort!;
const { index, claims, largeGate, jpegDecoder, decoderAfter } = workerData as WorkerSetup;
useEngineJpeg(jpegDecoder, decoderAfter);
const gate = createSharedGate(largeGate, index + 1);

/** The picture that was looked at last: the views that a training keeps of one are asked for one after the other. */
let held: { readonly file: string; readonly sha256: string; readonly picture: HeldPicture } | null = null;
const letGo = (): void => {
  held?.picture.release();
  held = null;
};

async function viewOf(file: string, sha256: string, { preprocessing, view }: Pick<ReadTask, 'preprocessing' | 'view'>): Promise<Uint8Array> {
  if (held?.file !== file || held.sha256 !== sha256) {
    letGo();
    held = { file, sha256, picture: await holdPicture(await sameContent(file, sha256), gate) };
  }
  try {
    return await held.picture.view(preprocessing, view);
  } catch (error) {
    letGo();
    throw error;
  }
}

async function perform(work: PictureJob['work']): Promise<ReadResult | IdentifyResult> {
  try {
    if (work.kind === 'identify') return { ok: true, facts: await identifyImage(work.file, { verify: true, gate }) };
    const { file, sha256, preprocessing, view, looks = 'none' } = work;
    if (looks !== 'none') return { ok: true, pixels: await readLooks(sha256 === undefined ? file : await sameContent(file, sha256), preprocessing, looks, gate) };
    return { ok: true, pixels: await (sha256 === undefined ? readImage(file, preprocessing, view, gate) : viewOf(file, sha256, work)) };
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
  letGo();
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
