import type { ChildProcess } from 'node:child_process';
import { availableParallelism, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterRunning } from '../after-running.ts';
import { fromWireError, StudioError } from '../errors.ts';
import { forkNode } from '../node-program.ts';
import { badImage } from './bad-image.ts';
import { heldLimitBytes } from './decode-cost.ts';
import { createDecodeQueue } from './decode-queue.ts';
import type { DecodeJob } from './decode-queue.ts';
import type { DecodeAnswer, DecodeKind, DecodeTask, DecodeTasks, FromDecoder, ToDecoder } from './decode-task.ts';

/** Decodes in processes of their own, each one picture at a time, with a limit of memory and time. */
export interface DecodeHost {
  /**
   * What came is done in order, what is `urgent` (somebody looks) before what is not.
   * @throws StudioError `bad-image` (also where the picture broke, hung or outgrew the process), `not-found`, `cancelled` after `close`
   */
  run<Kind extends DecodeKind>(
    task: { readonly kind: Kind } & DecodeTasks[Kind]['ask'],
    options?: { urgent?: boolean },
  ): Promise<DecodeTasks[Kind]['answer']>;
  /** Has processes load what they need for work that is about to come: as many as there may be, unless `most` says fewer. */
  getReady(most?: number): void;
  /** `work` is begun once, when the next process starts: whoever asked waits for it then and has nothing else to do. It should be short. */
  whileStarting(work: () => void): void;
  /** Ends the processes; what they had not answered is `cancelled`. */
  close(): Promise<void>;
}

export interface DecodeHostOptions {
  /** Processes at most; they start when there is work and end when there is none. */
  readonly processes?: number;
  readonly memoryLimitBytes?: number;
  /** Of pictures that need much memory, of which one is decoded at a time. */
  readonly largeLimitMs?: number;
  readonly limitMs?: number;
  readonly idleMs?: number;
  /** Other processes start once work has waited so long for those that run; at once for what is urgent. */
  readonly patienceMs?: number;
  readonly entry?: URL;
}

interface Decoder {
  readonly child: ChildProcess;
  job: DecodeJob | null;
  /** Has answered: a death before that may be the machine's fault. */
  hasAnswered: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** At least two, so that a costly picture leaves one for the others. */
export const decodeProcesses = Math.max(2, Math.min(8, availableParallelism()));
/** What a decoder may hold, a band of rows with what is made of it, the file, and Node itself. */
const usualMemoryLimitBytes = heldLimitBytes + 700_000_000;
/** A process that holds more after its work gives the memory back by ending. */
const keptBytes = 500_000_000;
const startsAllowed = 3;
/** What a process costs before it reads anything, in which one that runs verifies a thousand small pictures. */
const usualPatienceMs = 150;
/** While none has answered yet: it loads, or its first picture is a costly one. */
const startPatienceMs = 1000;
/** A picture that was being decoded in this many dying processes is the cause; of many files nobody knows which, so they are asked for one by one. */
const deathsAllowed = (task: DecodeTask): number => (task.kind === 'inspect-files' ? 1 : 2);

export function createDecodeHost({
  processes = decodeProcesses,
  memoryLimitBytes = usualMemoryLimitBytes,
  largeLimitMs = 240_000,
  limitMs = 60_000,
  idleMs = 10_000,
  patienceMs = usualPatienceMs,
  entry = new URL('./decode-process.ts', import.meta.url),
}: DecodeHostOptions = {}): DecodeHost {
  const queue = createDecodeQueue();
  const decoders = new Set<Decoder>();
  let failedStarts = 0;
  let isClosed = false;
  let meanwhile: (() => void) | null = null;
  let patience: NodeJS.Timeout | undefined;
  let hasWaited = false;

  const keepAlive = ({ child }: Decoder, isBusy: boolean): void => {
    if (isBusy) child.ref();
    else child.unref();
    if (isBusy) child.channel?.ref();
    else child.channel?.unref();
  };

  function end(decoder: Decoder): void {
    clearTimeout(decoder.timer);
    decoders.delete(decoder);
    if (decoder.child.connected) decoder.child.disconnect();
  }

  function kill(decoder: Decoder): void {
    decoders.delete(decoder);
    clearTimeout(decoder.timer);
    decoder.child.kill('SIGKILL');
  }

  /** Its job is done or given up: it takes the next, or rests. */
  function free(decoder: Decoder): void {
    clearTimeout(decoder.timer);
    if (decoder.job) queue.done(decoder.job);
    decoder.job = null;
    pump();
    if (decoder.job || !decoders.has(decoder)) return;
    keepAlive(decoder, false);
    decoder.timer = setTimeout(() => end(decoder), idleMs).unref();
  }

  function give(decoder: Decoder, job: DecodeJob): void {
    clearTimeout(decoder.timer);
    decoder.job = job;
    keepAlive(decoder, true);
    const mostMs = job.isLarge ? largeLimitMs : limitMs;
    decoder.timer = afterRunning(mostMs, () => {
      kill(decoder);
      job.reject(badImage(`decoding it took more than ${mostMs / 1000} s and was given up`, 'too-slow'));
      free(decoder);
    });
    const message: ToDecoder = { id: job.id, task: job.task, mayBeLarge: job.isLarge };
    decoder.child.send(message, (error) => {
      // A child that is gone tells by its end.
      if (error && decoders.has(decoder)) kill(decoder);
    });
  }

  function hear(decoder: Decoder, message: FromDecoder): void {
    const { job } = decoder;
    if (!job || job.id !== message.id || !decoders.has(decoder)) return;
    // From now on waiting is counted otherwise.
    if (!decoder.hasAnswered) patience = void clearTimeout(patience);
    decoder.hasAnswered = true;
    failedStarts = 0;
    if ('isLarge' in message) queue.enlarge(job);
    else if ('tooMuch' in message) {
      kill(decoder);
      job.reject(badImage(`decoding it took ${(message.tooMuch / 1e9).toFixed(1)} GB of memory and was given up`, 'too-much-memory'));
    } else {
      if (message.rssBytes > keptBytes) end(decoder);
      if ('error' in message) job.reject(fromWireError(message.error));
      else job.resolve(message.answer);
    }
    free(decoder);
  }

  function lose(decoder: Decoder, how: string): void {
    const isExpected = !decoders.delete(decoder);
    clearTimeout(decoder.timer);
    const { job } = decoder;
    if (isExpected || isClosed || !job) return;
    decoder.job = null;
    queue.done(job);
    job.deaths += 1;
    if (!decoder.hasAnswered && ++failedStarts >= startsAllowed)
      job.reject(new StudioError('internal', `the processes that decode pictures do not start (${how})`, { values: { kind: 'decoding-not-started', detail: how } }));
    else if (job.deaths < deathsAllowed(job.task)) queue.again(job);
    else job.reject(badImage(`decoding it broke the process that reads pictures (${how})`, 'broke-reader'));
    pump();
  }

  function start(): Decoder {
    const child = forkNode(fileURLToPath(entry), [String(memoryLimitBytes)], {
      // One picture at a time needs no more; sharp's own work is single-threaded.
      env: { ...process.env, UV_THREADPOOL_SIZE: '2' },
      execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const decoder: Decoder = { child, job: null, hasAnswered: false, timer: undefined };
    decoders.add(decoder);
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-400)));
    (child.stderr as unknown as { unref?: () => void }).unref?.();
    child.on('message', (message: FromDecoder) => hear(decoder, message));
    child.on('error', (error) => lose(decoder, error.message));
    child.on('close', (code, signal) => lose(decoder, signal ?? `exit code ${code}${stderr ? `: ${stderr.trim().split('\n').at(-1)}` : ''}`));
    if (child.pid !== undefined) lowerPriority(child.pid);
    if (meanwhile) setImmediate(meanwhile);
    meanwhile = null;
    return decoder;
  }

  /** Whether what waits is worth another process; where it is not, it is asked again after a while. */
  function isWorthStart(): boolean {
    if (decoders.size === 0 || hasWaited || queue.isSomebodyLooking()) return true;
    patience ??= setTimeout(() => {
      patience = undefined;
      hasWaited = true;
      pump();
      hasWaited = false;
    }, [...decoders].some(({ hasAnswered }) => hasAnswered) ? patienceMs : startPatienceMs).unref();
    return false;
  }

  function pump(): void {
    while (!isClosed && !queue.isEmpty()) {
      const idle = [...decoders].find(({ job }) => job === null);
      if (!idle && (decoders.size >= processes || !isWorthStart())) return;
      const job = queue.next();
      if (!job) break;
      give(idle ?? start(), job);
    }
    patience = void clearTimeout(patience);
  }

  return {
    run: (task, { urgent = false } = {}) =>
      new Promise<DecodeAnswer>((resolve, reject) => {
        if (isClosed) return reject(closed());
        queue.add(task as DecodeTask, urgent, resolve, reject);
        pump();
      }) as never,
    getReady(most = processes) {
      while (!isClosed && decoders.size < Math.min(most, processes)) free(start());
    },
    whileStarting: (work) => void (meanwhile = work),
    async close() {
      isClosed = true;
      clearTimeout(patience);
      const ends = [...decoders].map(({ child }) => new Promise((resolve) => child.once('close', resolve)));
      for (const job of queue.clear()) job.reject(closed());
      for (const decoder of decoders) {
        decoder.job?.reject(closed());
        keepAlive(decoder, true);
        kill(decoder);
      }
      await Promise.all(ends);
    },
  };
}

const closed = () => new StudioError('cancelled', 'The processes that decode pictures were told to stop');

/** Below whoever answers people, above training. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5);
  } catch (error) {
    // A child that is gone already tells by its end.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

let shared: DecodeHost | null = null;

/** The decode processes of this program; they keep nobody alive and end by themselves. */
export const decodeHost = (): DecodeHost => (shared ??= createDecodeHost());

/** Ends them; the next that is asked for anything starts anew. For tests, which change the rights that processes start with, or delete what they have open; programs just end. */
export async function endDecodeHost(): Promise<void> {
  const ending = shared;
  shared = null;
  await ending?.close();
}
