import { Worker } from 'node:worker_threads';
import { StudioError } from '../errors.ts';
import { claimMark } from './image-task.ts';
import type { FromWorker, IdentifyResult, PictureJob, ReadResult, ReadTask, ToWorker, WorkerSetup } from './image-task.ts';

export type { IdentifyResult, ReadResult, ReadTask } from './image-task.ts';

export interface ImagePool {
  /** Decodes, resizes and crops a file. A bad file is a result with its reason, never a rejection. */
  read(task: ReadTask): Promise<ReadResult>;
  /** Decodes a whole file and says what it is (`identifyImage` with `verify`). Never rejects for a bad file either. */
  identify(file: string): Promise<IdentifyResult>;
  /** Waits for the pictures being decoded and ends the threads; what had not begun rejects with `cancelled`. */
  close(): Promise<void>;
}

interface Pending {
  readonly job: PictureJob;
  readonly resolve: (result: ReadResult | IdentifyResult) => void;
  readonly reject: (error: StudioError) => void;
  crashes: number;
}

/** Jobs the workers know of; further ones wait here. A worker is thus never without work while this thread is busy. */
const slots = 2048;
/** A file that was being read in this many dying workers is the cause. */
const crashesAllowed = 2;
const startsAllowed = 3;
/**
 * A leak in JavaScript then ends one worker instead of the process; pixels live outside this heap. What a picture leaves behind is small, and so is what
 * stays: with V8's own young generation a trainer came to hold 150 MB more over 5,000 pictures, and was no quicker (docs/decisions/0067).
 */
const workerHeap = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 } as const;
const workerFile = new URL('./image-worker.ts', import.meta.url);

const send = (thread: Worker, message: ToWorker): void => thread.postMessage(message, []);

/**
 * Threads that read pictures while this one trains. Each uses one processor and holds one picture at a time; of
 * pictures above 25 megapixels the pool reads one at a time. Results are moved, not copied. Ask for a bounded number
 * ahead: what has been read and not yet awaited stays in memory (3 bytes for each pixel of the network's input).
 * libvips decodes on libuv's threads: where `threads` is above 4, set UV_THREADPOOL_SIZE as high before the process starts.
 * @param jpegDecoder of an engine (`engine-host/locate.ts`): it decodes most JPEG in place of libvips
 * @param decoderAfter pictures of a thread that libvips decodes all the same: for a process that does not load the engine anyway
 */
export function createImagePool({ threads, jpegDecoder = null, decoderAfter = 0, worker = workerFile }: { threads: number; jpegDecoder?: string | null; decoderAfter?: number; worker?: URL }): ImagePool {
  const claims = new Int32Array(new SharedArrayBuffer(slots * 4));
  const largeGate = new Int32Array(new SharedArrayBuffer(4));
  const freeSlots = Array.from({ length: slots }, (_, slot) => slot);
  const posted = new Map<number, Pending>();
  const waiting: Pending[] = [];
  const workers: Worker[] = [];
  let lastId = 0;
  let failedStarts = 0;
  let refusal: StudioError | null = null;

  const keepProcessAlive = (): void => {
    for (const each of workers) {
      if (posted.size > 0) each.ref();
      else each.unref();
    }
  };

  const post = (pending: Pending): void => {
    posted.set(pending.job.id, pending);
    Atomics.store(claims, pending.job.slot, pending.job.id);
    for (const each of workers) send(each, pending.job);
  };

  const settle = (id: number, result: ReadResult | IdentifyResult): void => {
    const pending = posted.get(id);
    if (!pending) return;
    posted.delete(id);
    const { slot } = pending.job;
    Atomics.store(claims, slot, 0);
    const next = waiting.shift();
    if (next) post({ ...next, job: { ...next.job, slot } });
    else freeSlots.push(slot);
    if (posted.size === 0) keepProcessAlive();
    pending.resolve(result);
  };

  const refuseAll = (error: StudioError): void => {
    refusal ??= error;
    const unfinished = [...posted.values(), ...waiting.splice(0)];
    posted.clear();
    claims.fill(0);
    for (const { reject } of unfinished) reject(error);
    keepProcessAlive();
  };

  /** The jobs a dead worker held: once more for each, and the reason for the one that was there both times. */
  const recover = (index: number, cause: string): void => {
    Atomics.compareExchange(largeGate, 0, index + 1, 0);
    for (const pending of posted.values()) {
      if (Atomics.load(claims, pending.job.slot) !== claimMark(index)) continue;
      pending.crashes++;
      if (pending.crashes < crashesAllowed) post(pending);
      else settle(pending.job.id, { ok: false, reason: `reading it broke a worker thread (${cause})`, values: { kind: 'broke-reader' } });
    }
  };

  const start = (index: number): void => {
    const setup: WorkerSetup = { index, claims, largeGate, jpegDecoder, decoderAfter };
    const thread = new Worker(worker, { workerData: setup, execArgv: [], resourceLimits: workerHeap });
    let ready = false;
    let cause = 'no reason given';
    thread.on('message', (message: FromWorker) => {
      if (message !== 'ready') return settle(message.id, message.result);
      ready = true;
      failedStarts = 0;
    });
    thread.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', (code) => {
      if (refusal) return;
      if (cause === 'no reason given') cause = `exit code ${code}`;
      if (!ready && ++failedStarts >= startsAllowed) {
        refuseAll(new StudioError('internal', `the threads that read pictures do not start: ${cause}`, { values: { kind: 'decoding-not-started', detail: cause } }));
        return;
      }
      start(index);
      recover(index, cause);
    });
    workers[index] = thread;
    for (const { job } of posted.values()) send(thread, job);
    keepProcessAlive();
  };
  for (let index = 0; index < Math.max(1, threads); index++) start(index);

  const submit = (work: PictureJob['work']): Promise<ReadResult | IdentifyResult> => {
    const result = new Promise<ReadResult | IdentifyResult>((resolve, reject) => {
      if (refusal) return reject(refusal);
      lastId = (lastId % 0x7fff_ffff) + 1;
      const slot = freeSlots.pop();
      const pending: Pending = { job: { id: lastId, slot: slot ?? -1, work }, resolve, reject, crashes: 0 };
      if (slot === undefined) waiting.push(pending);
      else post(pending);
      if (posted.size === 1) keepProcessAlive();
    });
    // A caller that gave up (Ctrl-C) must not see what it no longer awaits as an unhandled rejection.
    result.catch(() => undefined);
    return result;
  };

  return {
    read: (task) => submit({ kind: 'read', ...task }) as Promise<ReadResult>,
    identify: (file) => submit({ kind: 'identify', file }) as Promise<IdentifyResult>,
    close: async () => {
      refuseAll(new StudioError('cancelled', 'the threads that read pictures were told to stop'));
      await Promise.all(
        workers.map(async (each) => {
          if (each.threadId === -1) return;
          each.ref();
          const ended = new Promise((resolve) => each.once('exit', resolve));
          send(each, 'close');
          await ended;
        }),
      );
    },
  };
}
